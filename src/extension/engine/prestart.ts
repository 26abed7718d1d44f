/**
 * @file Starts what a run needs with the first problem that is shown: what judges responses always, the engine where a setting asks for it;
 * else the first run does.
 */
import type { Disposable } from "../../core/base/disposable.ts";
import type { ProblemDocuments } from "../document/problemDocuments.ts";
import type { RuleHost } from "../rule/ruleHost.ts";
import { readSettings } from "../setting/settings.ts";
import type { EngineHost } from "./engineHost.ts";

export function prestartEngine(documents: ProblemDocuments, engine: EngineHost, rules: RuleHost): Disposable {
  let started = false;
  let prepared = false;
  return documents.onDidRead(({ document, read }) => {
    if (started || read.problems.length === 0) return;
    if (!prepared) rules.prestart(read.problems[0]); // small, and a click would wait for it
    prepared = true;
    if (!readSettings(document).enginePrestart) return;
    started = true;
    void engine.client();
  });
}
