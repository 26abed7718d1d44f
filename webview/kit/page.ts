/** @file The page of a view: what it speaks through, what VS Code kept of it, and where its root component is put. */

import { type ComponentChild, render } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type * as v from "valibot";
import { Endpoint } from "../../src/protocol/endpoint.ts";
import type { Contract, Notice, NoticeName } from "../../src/protocol/request.ts";
import { connectHost } from "../host.ts";
import { onThemeChange } from "../theme.ts";
import { defineControls } from "./defineControls.ts";

/** What a root component is given. `State` is what a person set, which outlives a reload. */
export interface Page<Called extends Contract, State> {
  readonly endpoint: Endpoint<Contract, Called>;
  /** As it was before the reload. */
  readonly kept: State;
  readonly keep: (state: State) => void;
}

/** May be called once in a page's life. */
export function openPage<Called extends Contract, State>(
  calls: Called,
  state: v.GenericSchema<unknown, State>,
): Page<Called, State> {
  const host = connectHost();
  const endpoint = new Endpoint({
    port: host.port,
    calls,
    lost: (reason) => new Error(reason),
    report: (problem) => console.warn(problem),
  });
  return { endpoint, kept: host.kept(state), keep: host.keep };
}

/** Puts the root component into the page. */
export function mount(root: ComponentChild): void {
  const place = document.getElementById("view");
  if (place === null) throw new Error("The page has no place for its view.");
  defineControls();
  render(root, place);
}

type NoticeHandlers<C extends Contract> = { readonly [N in NoticeName<C>]?: (notice: Notice<C, N>) => void };

/** Listens to notices for as long as the component is there. The handlers of the last rendering are called. */
export function useNotices<C extends Contract>(endpoint: Endpoint<Contract, C>, handlers: NoticeHandlers<C>): void {
  const latest = useRef(handlers);
  latest.current = handlers;
  useLayoutEffect(() => {
    const names: readonly NoticeName<C>[] = Object.keys(latest.current);
    const listening = names.map((name) => endpoint.onNotice(name, (notice) => latest.current[name]?.(notice)));
    return () => {
      for (const each of listening) each.dispose();
    };
  }, [endpoint]);
}

/** What a person set, and how to change some of it; each change is kept over a reload. */
export function useKept<State>({
  kept,
  keep,
}: Pick<Page<Contract, State>, "kept" | "keep">): [State, (change: Partial<State>) => void] {
  const [state, setState] = useState(kept);
  const latest = useRef(kept);
  const change = (part: Partial<State>): void => {
    latest.current = { ...latest.current, ...part };
    setState(latest.current);
    keep(latest.current);
  };
  return [state, change];
}

/** Draws the component again after each change of the theme. Returns a number that is another one then. */
export function useTheme(): number {
  const [version, setVersion] = useState(0);
  useLayoutEffect(() => onThemeChange(document.body, () => setVersion((before) => before + 1)), []);
  return version;
}
