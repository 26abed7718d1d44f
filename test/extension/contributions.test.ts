/** @file The ids in `contributions.ts` and the contributions in package.json name the same things, and files named there exist. */
import assert from "node:assert/strict";
import { access, readFile } from "node:fs/promises";
import { test } from "node:test";

import {
  colors,
  commands,
  contextKeys,
  debugType,
  fileDebugType,
  languages,
  recipeLanguage,
  settings,
  testControllerId,
  traceMessage,
  trees,
  views,
} from "../../src/extension/contributions.ts";

interface Manifest {
  readonly icon: string;
  readonly activationEvents: readonly string[];
  readonly capabilities: { readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] } };
  readonly contributes: {
    readonly commands: readonly { command: string; title: string; category: string; enablement?: string }[];
    readonly menus: Readonly<Record<string, readonly { command: string; when?: string }[]>>;
    readonly keybindings: readonly { command: string; key: string; when: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, Readonly<Record<string, unknown>>>> };
    readonly debuggers: readonly { type: string; languages: readonly string[]; when?: string; hiddenWhen?: string }[];
    readonly views: Readonly<Record<string, readonly { id: string }[]>>;
    readonly viewsContainers: { readonly activitybar: readonly { id: string; icon: string }[] };
    readonly viewsWelcome: readonly { view: string; contents: string; when: string }[];
    readonly colors: readonly { id: string; defaults: Readonly<Record<string, string>> }[];
    readonly languages: readonly { id: string; configuration: string; icon: Readonly<Record<string, string>> }[];
    readonly grammars: readonly { language: string; path: string }[];
    readonly walkthroughs: readonly {
      steps: readonly { description: string; media: { svg: string }; completionEvents: readonly string[] }[];
    }[];
  };
}

const root = new URL("../../", import.meta.url);
const manifest = JSON.parse(await readFile(new URL("package.json", root), "utf8")) as Manifest;
const { contributes } = manifest;
const commandIds = new Set<string>(Object.values(commands));

test("commands, settings, colors and views are the same in the code and in package.json", () => {
  assert.deepEqual(contributes.commands.map((it) => it.command).sort(), Object.values(commands).sort());
  assert.deepEqual(Object.keys(contributes.configuration.properties).sort(), Object.values(settings).sort());
  assert.deepEqual(contributes.colors.map((it) => it.id).sort(), Object.values(colors).sort());
  const treeIds = Object.values(contributes.views).flatMap((its) => its.map((it) => it.id));
  assert.deepEqual(treeIds.sort(), Object.values(trees).sort());
});

test("every command that is named elsewhere in package.json exists", () => {
  const named = [
    ...Object.values(contributes.menus).flatMap((items) => items.map((it) => it.command)),
    ...contributes.keybindings.map((it) => it.command),
    ...JSON.stringify(contributes.walkthroughs)
      .matchAll(/(?:command:|onCommand:)([\w.]+)/g)
      .map((it) => it[1] ?? ""),
    ...JSON.stringify(contributes.viewsWelcome)
      .matchAll(/command:([\w.]+)/g)
      .map((it) => it[1] ?? ""),
    ...JSON.stringify(contributes.configuration)
      .matchAll(/command:([\w.]+)/g)
      .map((it) => it[1] ?? ""),
  ];
  assert.ok(named.length > 20);
  assert.deepEqual(
    named.filter((id) => !commandIds.has(id)),
    [],
  );
});

test("when clauses use only context keys that the code sets", () => {
  const known = new Set<string>([
    ...Object.values(contextKeys),
    ...Object.values(trees),
    testControllerId,
    traceMessage,
  ]);
  const clauses = [
    ...contributes.commands.map((it) => it.enablement ?? ""),
    ...Object.values(contributes.menus).flatMap((items) => items.map((it) => it.when ?? "")),
    ...contributes.keybindings.map((it) => it.when),
    ...contributes.viewsWelcome.map((it) => it.when),
  ];
  const used = clauses.flatMap((clause) => [...clause.matchAll(/rulescope\.\w+/g)].map((it) => it[0]));
  assert.ok(used.length > 0);
  assert.deepEqual(
    used.filter((key) => !known.has(key)),
    [],
  );
});

test("every keybinding is limited to where it means something", () => {
  for (const binding of contributes.keybindings) assert.match(binding.when, /rulescope\./, binding.key);
});

test("every setting says where it applies and explains itself", () => {
  for (const [id, property] of Object.entries(contributes.configuration.properties)) {
    assert.ok(property.scope, `${id} needs a scope`);
    assert.ok(property.markdownDescription, `${id} needs a description`);
    assert.notEqual(property.default, undefined, `${id} needs a default`);
  }
});

test("settings that choose what native code loads are restricted in untrusted workspaces", () => {
  const restricted = manifest.capabilities.untrustedWorkspaces.restrictedConfigurations;
  assert.deepEqual([...restricted].sort(), [settings.device, settings.model, settings.modelFolders].sort());
});

test("each color has a value in all four kinds of theme", () => {
  for (const color of contributes.colors)
    assert.deepEqual(Object.keys(color.defaults).sort(), ["dark", "highContrast", "highContrastLight", "light"]);
});

test("F5 is ours only where problems stand: other Python files are left to other debuggers", () => {
  assert.deepEqual(
    contributes.debuggers.map(({ type, languages: its, when, hiddenWhen }) => ({ type, its, when, hiddenWhen })),
    [
      { type: debugType, its: [languages.problems], when: undefined, hiddenWhen: `!${contextKeys.hasProblems}` },
      { type: fileDebugType, its: [languages.python], when: contextKeys.hasProblems, hiddenWhen: undefined },
    ],
  );
});

test("files named in package.json exist", async () => {
  const paths = [
    manifest.icon,
    ...contributes.viewsContainers.activitybar.map((it) => it.icon),
    ...contributes.languages.flatMap((it) => [it.configuration, ...Object.values(it.icon)]),
    ...contributes.grammars.map((it) => it.path),
    ...contributes.walkthroughs.flatMap((it) => it.steps.map((step) => step.media.svg)),
  ];
  for (const path of paths) await access(new URL(path, root));
});

test("the extension wakes for the languages that the code reads and the views that it restores", () => {
  assert.deepEqual(
    contributes.languages.map((it) => it.id),
    [languages.problems],
  );
  assert.deepEqual(manifest.activationEvents, [
    ...[...Object.values(languages), recipeLanguage].map((id) => `onLanguage:${id}`),
    "onLanguage:jsonc", // launch.json, for its completions
    "workspaceContains:**/*.problems", // else the Testing view would be empty until a file is opened
    ...Object.values(views).map((id) => `onWebviewPanel:${id}`),
    `onDebugResolve:${debugType}`,
  ]);
});
