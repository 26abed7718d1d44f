/** @file Tells from a JSON document's text whether it is a recipe, before anything is parsed: most JSON documents are not. Knows no `vscode`. */

/** A training's recipe of either kind, or an experiment's; not the records and plans that hold recipes. */
export function looksLikeRecipe(text: string): boolean {
  const head = text.slice(0, 100_000);
  if (!/^\s*\{/.test(head) || !/"version"\s*:/.test(head)) return false;
  const kind = /"kind"\s*:\s*"(experiment[\w-]*|latent-sweep|decoder|vae|latent)"/.exec(head)?.[1];
  if (kind === "latent-sweep") return true;
  if (kind?.startsWith("experiment")) return kind === "experiment";
  const third = kind === "vae" || kind === "latent" ? "data" : "method";
  return ["task", third, "model", "training"].every((field) => head.includes(`"${field}"`));
}
