import type { TableBlock } from '@slack/types';
import type { ComponentChildren, VNode } from 'preact';
import { RichTextBlockView } from './rich-text.tsx';

type Cell = TableBlock['rows'][number][number];

/** A table; its first row is the heading. */
export function TableBlockView({ block }: { block: TableBlock }): VNode {
  const [head = [], ...rows] = block.rows;
  const look = (column: number): string => {
    const setting = block.column_settings?.[column];
    return `${setting?.align ?? 'left'}${setting?.is_wrapped === true ? ' wrapped' : ''}`;
  };
  const headCell = (cell: Cell, column: number): VNode => (
    <th key={column} class={look(column)} scope="col">
      {drawCell(cell)}
    </th>
  );
  const bodyCell = (cell: Cell, column: number): VNode => (
    <td key={column} class={look(column)}>
      {drawCell(cell)}
    </td>
  );
  const bodyRow = (row: readonly Cell[], index: number): VNode => <tr key={index}>{row.map(bodyCell)}</tr>;
  return (
    <div class="table-block">
      <table>
        <thead>
          <tr>{head.map(headCell)}</tr>
        </thead>
        <tbody>{rows.map(bodyRow)}</tbody>
      </table>
    </div>
  );
}

function drawCell(cell: Cell): ComponentChildren {
  return cell.type === 'rich_text' ? <RichTextBlockView block={cell} /> : cell.text;
}
