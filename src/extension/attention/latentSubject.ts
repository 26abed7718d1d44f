/** @file An item, the language VAE that is to read it, and by which side. Knows no `vscode`. */
import type { VaeModel } from "../../client/models.ts";
import type { LatentReader } from "../../protocol/activations.ts";
import type { AttentionRun } from "../../protocol/attentionView.ts";

type Folder = Pick<VaeModel, "dir" | "manifest">;

export interface LatentSubject {
  readonly folder: Folder;
  /** Of the same task: what else could read the item. */
  readonly others: readonly Folder[];
  readonly item: { readonly premises: readonly string[]; readonly rule: string; readonly conclusion: string };
  readonly reads: LatentReader;
}

/** What a view is told of who reads, so that somebody can choose another reader. */
export function latentOf({ folder, others, reads }: LatentSubject): NonNullable<AttentionRun["latent"]> {
  const models = [folder, ...others].map(({ dir, manifest: { name } }) => ({ dir, name }));
  return { reads, model: folder.dir, models: models.sort((a, b) => (a.dir < b.dir ? -1 : 1)) };
}
