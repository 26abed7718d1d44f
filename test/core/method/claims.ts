/** @file A step as a text that can be compared: line, state, what it returned, raised or entered. */

import { repr, type State, type Value } from "../../../src/core/rule/value.ts";

export interface Claim {
  readonly line?: number;
  readonly state: State;
  readonly returned?: Value;
  readonly raised?: string;
  readonly entered?: true;
}

export function claimText({ line, state, returned, raised, entered }: Claim): string {
  const names = Object.keys(state).sort();
  const values = names.map((name) => `${name}=${repr(state[name] as Value)}`);
  const ending = [
    returned === undefined ? "" : `return ${repr(returned)}`,
    raised === undefined ? "" : `raise ${raised}`,
  ];
  return [entered ? "enter" : "", line ?? "-", ...values, ...ending].filter((part) => part !== "").join(" ");
}
