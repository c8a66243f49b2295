import { isObject, type JsonObject, objectsOf } from '../json.ts';
import type { Surface } from './blocks.ts';
import { newReport, type Problem, type Report, worded } from './problem.ts';
import { boolean, type Field, need, plain, type Shape, string } from './spec.ts';
import { walkShape } from './walk.ts';
import { walkBlocks } from './walk-blocks.ts';

const MAX_BYTES = 250_000;
const anything: Field = { is: 'any' };
const common = {
  blocks: need(anything),
  callback_id: string(255),
  external_id: string(255),
  private_metadata: string(3000),
};
const VIEWS: Readonly<Record<'modal' | 'home', Shape>> = {
  modal: {
    fields: {
      ...common,
      title: need(plain(24)),
      submit: plain(24),
      close: plain(24),
      clear_on_close: boolean,
      notify_on_close: boolean,
      submit_disabled: boolean,
    },
  },
  home: {
    fields: {
      ...common,
      title: anything,
      submit: anything,
      close: anything,
      clear_on_close: boolean,
      notify_on_close: boolean,
    },
  },
};

/** Everything Slack would refuse about a modal or a Home tab. */
export function viewProblems(view: unknown, at = '/view'): Problem[] {
  const { report, problems } = newReport();
  if (!isObject(view)) report('must provide an object', at);
  else if (view.type === 'modal' || view.type === 'home') walkView(view.type, view, at, report);
  else report(`unsupported type: ${String(view.type)}`, `${at}/type`);
  return problems;
}

/** `viewProblems` in Slack's words: for the unit tests of modals. */
export function checkView(view: unknown): string[] {
  return viewProblems(view).map(worded);
}

function walkView(type: 'modal' | 'home', view: JsonObject, at: string, report: Report): void {
  const surface: Surface = type;
  walkShape(VIEWS[type], view, at, report);
  if (view.blocks !== undefined) walkBlocks(surface, view.blocks, `${at}/blocks`, report);
  if (Buffer.byteLength(JSON.stringify(view)) > MAX_BYTES) report('view is too large', at, 'view_too_large');
  const asks = objectsOf(view.blocks).some((block) => block.type === 'input');
  if (type === 'modal' && asks && view.submit === undefined) {
    report('missing required field: submit (the view has input blocks)', at);
  }
}
