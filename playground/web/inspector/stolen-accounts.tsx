import type { VNode } from 'preact';
import type { StolenAccounts as Stolen } from '../../page/wire.ts';
import { usePage } from '../state/page.ts';

/** An agent's and an admin's account in the wrong hands, and what the safety limits make of it. */
export function StolenAccounts({ stolen }: { stolen: Stolen }): VNode {
  const { send } = usePage();
  const isRunning = stolen.state === 'running';
  return (
    <section class="fault" aria-labelledby="faults-stolen">
      <h3 id="faults-stolen">Stolen accounts</h3>
      <p class="quiet-text">
        Ana’s and Max’s accounts request and approve erasing thirty devices as fast as Slack lets them, then
        press Release on everything on hold. Watch 🔒 device-approvals, and type /kandji freeze as someone
        else.
      </p>
      <div class="row">
        <button
          type="button"
          class="button small"
          disabled={isRunning}
          onClick={() => void send('stolen', {})}
        >
          Steal both accounts
        </button>
        <span class="quiet-text" role="status">
          {stolen.state === 'never' ? '' : summary(stolen)}
        </span>
      </div>
    </section>
  );
}

const summary = ({
  state,
  requested,
  approved,
  refused,
  sent,
  released,
  denied,
  trouble = '',
}: Stolen): string =>
  [
    state === 'running' ? 'Running:' : 'Over:',
    `${requested} requested, ${approved} approved, ${refused} not taken, ${sent} sent to Kandji;`,
    `Release pressed ${released + denied} times, ${released} released.`,
    trouble,
  ].join(' ');
