/** @file One response as another model reads it: the same tokens, predicted by that model. Knows no `vscode`. */
import type { Model } from "../../client/models.ts";
import { graphFile, tokenizerFile } from "../../protocol/modelManifest.ts";
import type { Subject } from "./attentionRun.ts";

/** Those of `models` that can read what `own` has written: another graph with the same tokens, trained on the same method. */
export function readers({ manifest: own }: Model, models: readonly Model[]): Model[] {
  const { [tokenizerFile]: tokens, [graphFile]: graph } = own.hashes;
  if (tokens === undefined) return [];
  const fit = models.filter(
    ({ manifest: { hashes, method, dialect } }) =>
      hashes[tokenizerFile] === tokens &&
      hashes[graphFile] !== graph &&
      method === own.method &&
      dialect === own.dialect,
  );
  return [...new Map(fit.map((model) => [model.dir, model])).values()];
}

/** The run with nothing changed but who reads it. */
export function readByModel({ trace, uri }: Subject, { dir, manifest }: Model): Subject {
  const { stored: _, ...same } = trace;
  return {
    id: `read by ${dir} ${trace.problem.call}`,
    uri,
    trace: { ...same, id: -1, model: { ...trace.model, name: manifest.name } },
  };
}
