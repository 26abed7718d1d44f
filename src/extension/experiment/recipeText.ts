/** @file Tells from a JSON document's text whether it is a recipe, before anything is parsed: most JSON documents are not. Knows no `vscode`. */

/** A training's recipe, or an experiment's; not the records and plans that hold recipes. */
export function looksLikeRecipe(text: string): boolean {
  const head = text.slice(0, 100_000);
  if (!/^\s*\{/.test(head) || !/"version"\s*:/.test(head)) return false;
  const kind = /"kind"\s*:\s*"(experiment[\w-]*)"/.exec(head)?.[1];
  if (kind !== undefined) return kind === "experiment";
  return ["task", "method", "model", "training"].every((field) => head.includes(`"${field}"`));
}
