import { useState } from 'preact/hooks';
import type { FormValues, WireView } from '../../page/wire.ts';
import { type Surface, surfaceValues } from '../elements/surface.ts';
import { errorOf, useDrafts, usePage } from '../state/page.ts';
import { checkForm } from './check-form.ts';

type Errors = Readonly<Record<string, string>>;

export interface Submission {
  /** Under inputs, by block_id: what Slack holds back and what the app found wrong. */
  readonly errors: Errors;
  /** A sentence over the whole view; empty when all is well. */
  readonly trouble: string;
  readonly busy: boolean;
  submit(): Promise<void>;
  /** The view has new content: what was held back before does not concern it. */
  renewed(): void;
}

/** Submitting one view: Slack's own checks first, then the app. */
export function useSubmission(view: WireView, surface: Surface): Submission {
  const { send } = usePage();
  const values = surfaceValues(surface, useDrafts())();
  const [held, setHeld] = useState<Errors>({});
  const [sent, setSent] = useState<FormValues>({});
  const [sending, setSending] = useState(false);
  const [trouble, setTrouble] = useState('');
  const busy = sending || view.busy;
  return {
    errors: stillTrue({ ...view.errors, ...held }, sent, values),
    trouble: view.trouble || trouble,
    busy,
    renewed: () => setHeld({}),
    async submit() {
      if (view.submit === '' || busy) return;
      const missing = checkForm(view.blocks, values);
      setSent(values);
      setHeld(missing);
      if (Object.keys(missing).length > 0) return;
      setSending(true);
      setTrouble(errorOf(await send('submit', { viewId: view.id, values })));
      setSending(false);
    },
  };
}

/** An error goes when what it speaks of is edited. */
function stillTrue(errors: Errors, sent: FormValues, now: FormValues): Errors {
  const same = (block: string): boolean => JSON.stringify(sent[block]) === JSON.stringify(now[block]);
  return Object.fromEntries(Object.entries(errors).filter(([block]) => same(block)));
}
