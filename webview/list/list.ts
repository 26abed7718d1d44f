/** @file A virtual list as a component. What it draws is asked of the last rendering; its rows are elements, which cost less than components. */

import type { RefObject, VNode } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { h } from "../kit/h.ts";
import { VirtualList, type VirtualListOptions } from "./virtualList.ts";

interface ListProps extends VirtualListOptions {
  readonly label: string;
  readonly count: number;
  /** Other rows than before where this differs. */
  readonly of: unknown;
  /** So many rows at the beginning are as they were all the same. */
  readonly same?: number;
  readonly hidden?: boolean;
  /** For who goes to a row. */
  readonly listRef: RefObject<VirtualList | null>;
}

export function List({ label, count, of, same = 0, hidden, listRef, ...options }: ListProps): VNode {
  const place = useRef<HTMLDivElement>(null);
  const latest = useRef(options);
  latest.current = options;
  const { role, exact } = options;
  useLayoutEffect(() => {
    if (place.current === null) return;
    const list = new VirtualList(place.current, {
      role,
      exact,
      guess: (index) => latest.current.guess(index),
      render: (index, spare) => latest.current.render(index, spare),
      rowKey: (index) => latest.current.rowKey(index),
    });
    listRef.current = list;
    return () => list.dispose();
  }, [listRef, role, exact]);
  useLayoutEffect(() => listRef.current?.update(count, same), [count, of]);
  useLayoutEffect(() => listRef.current?.refresh());
  return h("div", { ref: place, class: "list", role, tabIndex: 0, "aria-label": label, hidden });
}
