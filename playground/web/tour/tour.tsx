import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { usePage, useWorld } from '../state/page.ts';
import { useGoing } from '../state/place.ts';
import { STEPS, type Step } from './steps.ts';

/** Seven steps through the product. A step is ticked when it was really done, not when someone says so. */
export function Tour(): VNode | null {
  const { tour, setTour } = useGoing();
  const [small, setSmall] = useState(false);
  const traffic = useWorld().all('traffic:');
  const ever = useEver(STEPS.map((step) => step.done(traffic)));
  if (!tour) return null;
  const now = ever.indexOf(false);
  const count = ever.filter(Boolean).length;
  return (
    <section class={`tour${small ? ' small' : ''}`} aria-label="Tour">
      <div class="tour-head">
        <button type="button" class="quiet" aria-expanded={!small} onClick={() => setSmall(!small)}>
          🧭 Tour · {count} of {STEPS.length}
        </button>
        <span class="spacer" />
        <button type="button" class="quiet" onClick={() => setTour(false)}>
          {now < 0 ? 'Close' : 'Skip'}
        </button>
      </div>
      {!small && (
        <ol>
          {STEPS.map((step, index) => (
            <li
              key={step.title}
              class={ever[index] === true ? 'done' : index === now ? 'now' : ''}
              aria-current={index === now ? 'step' : undefined}
            >
              <span class="mark" aria-hidden="true">
                {ever[index] === true ? '✓' : index + 1}
              </span>
              <div>
                <strong>{step.title}</strong>
                {ever[index] === true && <span class="sr-only"> (done)</span>}
                {index === now && <Now step={step} />}
              </div>
            </li>
          ))}
        </ol>
      )}
      {!small && now < 0 && <p>That was all of it. Next, break something: ⚡ above.</p>}
    </section>
  );
}

function Now({ step }: { step: Step }): VNode {
  const { me, drafts } = usePage();
  const { spot, go, become } = useGoing();
  const world = useWorld();
  const people = world.all('person:').filter((one) => one.playable && one.about === step.as);
  const somebody = people[0];
  const channel = world.all('channel:').find((one) => one.name === step.where);
  const put = (): void => {
    if (channel === undefined) return;
    go({ at: channel.id, thread: '' });
    if (step.type === '') return;
    drafts.setText(`composer:${channel.id}:`, step.type);
    requestAnimationFrame(() => document.querySelector<HTMLElement>('.composer textarea')?.focus());
  };
  const done = step.type === '' && spot.at === channel?.id;
  return (
    <>
      <p>{step.text}</p>
      <div class="row">
        {step.type !== '' && <code>{step.type}</code>}
        {somebody !== undefined && !people.some((one) => one.id === me) ? (
          <button type="button" class="button small" onClick={() => become(somebody.id)}>
            Become {somebody.name}
          </button>
        ) : (
          !done && (
            <button type="button" class="button small" onClick={put}>
              {step.type === '' ? `Go to ${step.where}` : 'Type it for me'}
            </button>
          )
        )}
      </div>
    </>
  );
}

/** Once done stays done, also when old traffic is forgotten. */
function useEver(now: readonly boolean[]): readonly boolean[] {
  const [ever, setEver] = useState<readonly boolean[]>(now);
  const next = now.map((done, index) => done || ever[index] === true);
  if (next.some((done, index) => done !== ever[index])) setEver(next);
  return next;
}
