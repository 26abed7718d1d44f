/**
 * @file The fences of the house, as tests: which zone imports what, how a file opens and how long it is, what is not left lying
 * around, and that everything shipped may be shipped. ARCHITECTURE.md says why.
 */

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join, posix } from "node:path";
import { test } from "node:test";
import { importsOf, readSources, repositoryPaths, root, type SourceFile } from "./sourceFiles.ts";

const isCode = (path: string) => /\.(ts|js)$/.test(path) && /^(src|webview|test|scripts)\//.test(path);
const code = readSources(isCode);
const product = code.filter(({ path }) => /^(src|webview)\//.test(path));

/** The zones that each zone may import; a zone may always import itself. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  "src/core": [],
  "src/onnx": ["src/core"],
  "src/protocol": ["src/core", "src/onnx"],
  "src/node": ["src/core", "src/protocol"],
  "src/client": ["src/core", "src/onnx", "src/protocol", "src/node"],
  "src/engine": ["src/core", "src/onnx", "src/protocol", "src/node"],
  "src/worker": ["src/core", "src/protocol", "src/node", "src/client"],
  "src/cli": ["src/core", "src/onnx", "src/protocol", "src/node", "src/client"],
  "src/extension": ["src/core", "src/onnx", "src/protocol", "src/node", "src/client"],
  webview: ["src/core", "src/protocol"],
};

/** The rooms of the core, the lowest first: each imports only rooms before it. */
const rooms = (
  "base format rule statistics math position tokenizer algebra task inference method check document recipe attention record " +
  "sample debug experiment learn projection compare dataset"
).split(" ");

/** npm packages that only some places may import. Others (a parser, a schema library) are free. */
const reserved: readonly { readonly name: RegExp; readonly only: RegExp }[] = [
  { name: /^vscode$/, only: /^src\/extension\// },
  { name: /^onnxruntime-/, only: /^src\/engine\// },
  { name: /^d3(-|$)/, only: /^webview\// },
  { name: /^@vscode\/webview-ui-toolkit/, only: /^webview\/kit\// },
  { name: /^playwright-core$/, only: /^scripts\// },
];

/** No Node, no DOM, no native code: these run anywhere. */
const pure = /^src\/(core|onnx|protocol)\//;

test("each import follows the arrows between zones", () => {
  const crossing = product.flatMap(({ path, text }) => {
    const zone = zoneOf(path);
    const allowed = [zone, ...(arrows[zone] ?? [])];
    return localImports(path, text)
      .filter((target) => !allowed.includes(zoneOf(target)))
      .map((target) => `${path} imports ${target}`);
  });
  assert.deepEqual(crossing, []);
});

test("each room of the core imports only the rooms below it", () => {
  const roomOf = (path: string) => path.split("/")[2] ?? "";
  const core = product.filter(({ path }) => path.startsWith("src/core/"));
  assert.deepEqual(
    core.filter(({ path }) => !rooms.includes(roomOf(path))).map(({ path }) => path),
    [],
    "a new room takes its place in the list",
  );
  const upward = core.flatMap(({ path, text }) =>
    localImports(path, text)
      .filter((target) => rooms.indexOf(roomOf(target)) > rooms.indexOf(roomOf(path)))
      .map((target) => `${path} imports ${target}`),
  );
  assert.deepEqual(upward, []);
});

test("no two rooms of a zone need each other", () => {
  const arrowsBetween = new Map<string, Set<string>>();
  for (const { path, text } of product) {
    const from = roomWithin(path);
    const to = localImports(path, text).map(roomWithin);
    arrowsBetween.set(from, new Set([...(arrowsBetween.get(from) ?? []), ...to.filter((room) => room !== from)]));
  }
  const reached = (room: string, seen: Set<string> = new Set()): Set<string> => {
    for (const next of arrowsBetween.get(room) ?? []) {
      if (seen.has(next)) continue;
      seen.add(next);
      reached(next, seen);
    }
    return seen;
  };
  assert.deepEqual(
    [...arrowsBetween.keys()].filter((room) => reached(room).has(room)),
    [],
  );
});

test("the extension loads nothing that runs rules", () => {
  const texts = new Map(product.map(({ path, text }) => [path, text]));
  const interpreter = "src/core/rule/machine/machine.ts";
  const reaches = (path: string, seen: Set<string>): boolean => {
    if (path === interpreter) return true;
    if (seen.has(path)) return false;
    seen.add(path);
    const loaded = importsOf(withoutTypes(texts.get(path) ?? "")).filter((name) => name.startsWith("."));
    return loaded
      .map((name) => posix.join(dirname(path), name))
      .some((target) => !target.startsWith("src/extension/") && reaches(target, seen));
  };
  const own = product.map(({ path }) => path).filter((path) => path.startsWith("src/extension/"));
  assert.deepEqual(
    own.filter((path) => reaches(path, new Set())),
    [],
  );
  assert.ok(reaches("src/worker/main.ts", new Set()), "the worker does");
});

test("each zone of the sources has its arrows written down", () => {
  assert.deepEqual(
    [...new Set(product.map(({ path }) => zoneOf(path)))].filter((zone) => !(zone in arrows)),
    [],
  );
});

test("npm packages with a place of their own are imported only there", () => {
  const strays = product.flatMap(({ path, text }) =>
    importsOf(text)
      .filter((name) => reserved.some((rule) => rule.name.test(name) && !rule.only.test(path)))
      .map((name) => `${path} imports ${name}`),
  );
  assert.deepEqual(strays, []);
});

test("core, onnx and protocol import nothing of Node", () => {
  const isNode = (name: string) => name.startsWith("node:") || builtinModules.includes(name);
  const strays = product
    .filter(({ path }) => pure.test(path))
    .flatMap(({ path, text }) =>
      importsOf(text)
        .filter(isNode)
        .map((name) => `${path} imports ${name}`),
    );
  assert.deepEqual(strays, []);
});

test("every imported package is declared, and everything shipped is a dependency", () => {
  const manifest = readManifest(join(root, "package.json"));
  const missing = product.flatMap(({ path, text }) =>
    importsOf(text)
      .filter((name) => !name.startsWith(".") && !name.startsWith("node:") && name !== "vscode")
      .map(packageOf)
      .filter((name) => !(name in (manifest.dependencies ?? {})))
      .map((name) => `${path} imports ${name}`),
  );
  assert.deepEqual(missing, []);
});

test("each source file says first what it is", () => {
  const silent = code.filter(({ text }) => !/^(#!.*\n)?\/\*\*\s+(\*\s+)?@file\s/.test(text));
  assert.deepEqual(paths(silent), []);
});

test("no source file has more than 400 lines", () => {
  assert.deepEqual(paths(code.filter(({ text }) => text.split("\n").length > 401)), []);
});

test("no folder is a drawer for whatever fits nowhere", () => {
  const drawers = /(^|\/)(utils?|helpers?|common|misc|shared|lib)\//;
  assert.deepEqual(
    code.map(({ path }) => path).filter((path) => drawers.test(path)),
    [],
  );
});

test("no barrels: no index file, no module that only re-exports", () => {
  const barrels = product.filter(
    ({ path, text }) =>
      /(^|\/)index\.ts$/.test(path) ||
      (/export \*/.test(text) && !/\b(const|function|class|interface|type) /.test(text)),
  );
  assert.deepEqual(paths(barrels), []);
});

test("no test is skipped, singled out or put off, and no check is switched off", () => {
  // Written in pieces so that this file does not find itself.
  const words = [
    "\\b(test|it|suite|describe|t|context)\\.(sk" + "ip|on" + "ly|to" + "do)\\(",
    "\\bTO" + "DO\\b",
    "\\bFIX" + "ME\\b",
  ];
  const switches = ["@ts-ig" + "nore", "@ts-no" + "check", "@ts-expect-" + "error", "biome-ig" + "nore"];
  const pattern = new RegExp([...words, ...switches].join("|"));
  const found = code.flatMap(({ path, text }) =>
    text.split("\n").flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [])),
  );
  assert.deepEqual(found, []);
});

test("no test option skips or singles out a test", () => {
  const option = /[{,]\s*(skip|only|todo)\s*[:,}]/;
  const found = code.filter(
    ({ path, text }) => path.endsWith(".test.ts") && path !== "test/tidy.test.ts" && option.test(text),
  );
  assert.deepEqual(paths(found), []);
});

const documents = readSources((path) => path.endsWith(".md"));

test("links and pictures in the documents lead somewhere, headings included", () => {
  const texts = new Map(documents.map(({ path, text }) => [path, text]));
  const broken = documents.flatMap(({ path, text }) =>
    [...withoutFences(text).matchAll(/\]\(([^)\s]+)[^)]*\)|\b(?:src|srcset)="([^"]+)"/g)]
      .map((match) => match[1] ?? match[2] ?? "")
      .filter((link) => !/^(https?|mailto):/.test(link) && !leadsSomewhere(path, link, texts))
      .map((link) => `${path} links to ${link}`),
  );
  assert.deepEqual(broken, []);
});

test("tests and sources that the documents name are there", () => {
  const broken = documents
    .filter(({ path }) => path !== "CHANGELOG.md")
    .flatMap(({ path, text }) =>
      [...text.matchAll(/`((?:test|src|scripts|webview|recipes|samples|media)\/[\w./-]+)`/g)]
        .map((match) => match[1] ?? "")
        .filter((target) => !existsSync(join(root, target)))
        .map((target) => `${path} names ${target}`),
    );
  assert.deepEqual(broken, []);
});

test("every page of the documents is in the index, and README and ARCHITECTURE stay short", () => {
  const index = documents.find(({ path }) => path === "docs/README.md")?.text ?? "";
  const pages = documents
    .map(({ path }) => path)
    .filter((path) => path.startsWith("docs/") && path !== "docs/README.md");
  assert.deepEqual(
    pages.filter((path) => !index.includes(`](${path.slice("docs/".length)})`)),
    [],
  );
  const lines = (path: string) => documents.find((it) => it.path === path)?.text.split("\n").length ?? 0;
  assert.ok(lines("README.md") <= 121 && lines("ARCHITECTURE.md") <= 181);
});

/** Identifiers of words that the field has other words for; docs/terminology.md has those. Files on disk may still hold them. */
const retired =
  "RunKeeper keeper recallAll keptRuns loopTurns wrongTurns forkRequests ForkRow goToFork compareForks forkByValue forkByToken askModel " +
  "askAlone placeIds placeScheme PlaceScheme placeSeed placeParts randomPlaces OpenedInside AskedInside LookedRun quantise " +
  "PointSite pointSite pointSites siteName siteNamed siteOf siteFor probeSites StateSite VaeSite LatentSite noSuchSite course courseSteps " +
  "neighbours labelled Labelled colour colours";
const readers =
  /^(test\/tidy\.test|.*\/(errorCounts|record\/training|record\/experiment|record\/ruleMeasures|latent\/model\/state|oracle\.test|judgeResponse\.test|decoderRecipe|decoderRecipe\.test|modelManifest|sharedGraph|sampleSource))\.ts$/;
/** The same in what people read. */
const retiredPhrases =
  /\b(kept runs?|turns? of (the|a) loop|held against|place ids?|silenc(ed?|ing) (a )?heads?|another fork|the fork)\b/i;

test("retired words do not come back, in names or in what people read", () => {
  const names = new RegExp(`\\b(${retired.split(" ").join("|")})\\b`);
  const strings = /"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g;
  const found = code
    .filter(({ path }) => !readers.test(path) && !path.startsWith("test/oracle/"))
    .flatMap(({ path, text }) => [
      ...(names.exec(text)?.slice(1) ?? []).map((word) => `${path}: ${word}`),
      ...(/^(src|webview)\//.test(path) ? [...text.matchAll(strings)] : [])
        .filter(([string]) => retiredPhrases.test(string) && / /.test(string))
        .map(([string]) => `${path}: ${string}`),
    ]);
  const documented = documents
    .filter(({ path, text }) => path !== "CHANGELOG.md" && retiredPhrases.test(text))
    .map(({ path, text }) => `${path}: ${retiredPhrases.exec(text)?.[0]}`);
  assert.deepEqual([...found, ...documented], []);
});

test("only recipes, models and lists of recorded numbers are large", () => {
  const large = repositoryPaths().filter(
    (path) =>
      !/^(models|media|results|test)\//.test(path) &&
      path !== "package-lock.json" &&
      readFileSync(join(root, path)).length > 256 * 1024,
  );
  assert.deepEqual(large, []);
});

/** Whether a document's link names a file or folder of the repository and, where it names a heading, one of that document. */
function leadsSomewhere(from: string, link: string, texts: ReadonlyMap<string, string>): boolean {
  const [file = "", heading] = link.split("#");
  const target = file === "" ? from : posix.join(dirname(from), file);
  if (!existsSync(join(root, target))) return false;
  return heading === undefined || headingsOf(texts.get(target) ?? "").includes(heading);
}

/** The anchors that GitHub gives a document's headings. */
function headingsOf(text: string): readonly string[] {
  return [...withoutFences(text).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

function withoutFences(text: string): string {
  return text.replaceAll(/^```[\s\S]*?^```/gm, "");
}

/** Imports of types alone load nothing. */
function withoutTypes(text: string): string {
  return text
    .replaceAll(/(^|\n)\s*(?:import|export) type [^;]*;/g, "$1")
    .replaceAll(/(^|\n)\s*import \{\s*(?:type [\w$]+(?: as [\w$]+)?\s*,?\s*)+\} from "[^"]*";/g, "$1");
}

function zoneOf(path: string): string {
  const [first = "", second = ""] = path.split("/");
  return first === "src" ? `src/${second}` : first;
}

/** The folder directly below the zone; a file that lies in the zone itself is a room of its own. */
function roomWithin(path: string): string {
  const zone = zoneOf(path);
  const [first = "", ...rest] = path.slice(zone.length + 1).split("/");
  return rest.length === 0 ? path : `${zone}/${first}`;
}

function localImports(path: string, text: string): string[] {
  return importsOf(text)
    .filter((name) => name.startsWith("."))
    .map((name) => posix.join(dirname(path), name));
}

function packageOf(name: string): string {
  return name.split("/", name.startsWith("@") ? 2 : 1).join("/");
}

function paths(files: readonly SourceFile[]): readonly string[] {
  return files.map(({ path }) => path);
}

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
}

function readManifest(path: string): Manifest {
  const manifest: Manifest = JSON.parse(readFileSync(path, "utf8"));
  return manifest;
}
