/**
 * @file The ids that the code and package.json share: commands, settings, context keys, colors and languages. The code
 * names them only from here; a test compares each list with package.json, so neither side can drift. Knows no `vscode`.
 */

export const commands = {
  runProblem: "rulescope.runProblem",
  runDirect: "rulescope.runDirect",
  runScratchpad: "rulescope.runScratchpad",
  runRfft: "rulescope.runRfft",
  debugProblem: "rulescope.debugProblem",
  goToBranch: "rulescope.goToBranch",
  compareBranches: "rulescope.compareBranches",
  pickToken: "rulescope.pickToken",
  nextStep: "rulescope.nextStep",
  previousStep: "rulescope.previousStep",
  firstWrongStep: "rulescope.firstWrongStep",
  clearTrace: "rulescope.clearTrace",
  stop: "rulescope.stop",
  selectModel: "rulescope.selectModel",
  selectDevice: "rulescope.selectDevice",
  showLog: "rulescope.showLog",
  copyDiagnostics: "rulescope.copyDiagnostics",
  openSample: "rulescope.openSample",
  exportDataSet: "rulescope.exportDataSet",
  openTraceView: "rulescope.openTraceView",
  openAttentionView: "rulescope.openAttentionView",
  paintAttention: "rulescope.paintAttention",
  openTestTrace: "rulescope.openTestTrace",
  compareMethods: "rulescope.compareMethods",
  openRun: "rulescope.openRun",
  openRunView: "rulescope.openRunView",
  compareRuns: "rulescope.compareRuns",
  debugRun: "rulescope.debugRun",
  deleteRuns: "rulescope.deleteRuns",
  exportRuns: "rulescope.exportRuns",
  importRuns: "rulescope.importRuns",
  filterRuns: "rulescope.filterRuns",
  clearRunFilter: "rulescope.clearRunFilter",
  moreRuns: "rulescope.moreRuns",
  runExperiment: "rulescope.runExperiment",
  openCaseMap: "rulescope.openCaseMap",
  openLatentView: "rulescope.openLatentView",
} as const;

export type CommandId = (typeof commands)[keyof typeof commands];

/** What `onDidChangeConfiguration` and `getConfiguration` are asked for; the values' types are in `setting/settings.ts`. */
export const settings = {
  defaultMethod: "rulescope.defaultMethod",
  model: "rulescope.model",
  modelFolders: "rulescope.modelFolders",
  device: "rulescope.device",
  maxNewTokens: "rulescope.maxNewTokens",
  codeLensEnabled: "rulescope.codeLens.enabled",
  decorationsEnabled: "rulescope.decorations.enabled",
  enginePrestart: "rulescope.engine.prestart",
} as const;

export type SettingId = (typeof settings)[keyof typeof settings];

export const contextKeys = {
  /** The active editor holds at least one problem. */
  hasProblems: "rulescope.hasProblems",
  /** The active editor holds at least one trace. */
  hasTrace: "rulescope.hasTrace",
  /** The active editor holds an experiment's record. */
  hasExperiment: "rulescope.hasExperiment",
  /** A model is writing, in any editor. */
  running: "rulescope.running",
  /** The Runs view shows only some of the runs. */
  runsFiltered: "rulescope.runsFiltered",
} as const;

export type ContextKey = (typeof contextKeys)[keyof typeof contextKeys];

export const colors = {
  correct: "rulescope.correctForeground",
  wrong: "rulescope.wrongForeground",
  neutral: "rulescope.neutralForeground",
  stale: "rulescope.staleForeground",
  stepBackground: "rulescope.stepBackground",
  wrongStepBackground: "rulescope.wrongStepBackground",
  stepBorder: "rulescope.stepBorder",
  attentionForeground: "rulescope.attentionForeground",
  attention1: "rulescope.attentionBackground1",
  attention2: "rulescope.attentionBackground2",
  attention3: "rulescope.attentionBackground3",
  attention4: "rulescope.attentionBackground4",
  attention5: "rulescope.attentionBackground5",
} as const;

export type ColorId = (typeof colors)[keyof typeof colors];

/** The types of webview panels, for restoring them after a reload. */
export const views = {
  trace: "rulescope.trace",
  compare: "rulescope.compare",
  attention: "rulescope.attention",
  map: "rulescope.map",
  latent: "rulescope.latent",
} as const;

/** Tree views, in the container of their own in the activity bar. */
export const trees = { runs: "rulescope.runs" } as const;

/** The languages whose documents hold problems. */
export const languages = { python: "python", problems: "rulescope-problems" } as const;

/** The language of recipes. */
export const recipeLanguage = "json";

export type LanguageId = (typeof languages)[keyof typeof languages];

/** The Test Explorer's controller of problems. */
export const testControllerId = "rulescope.problems";

/** Marks test messages behind which there is a trace, for their menus. */
export const traceMessage = "rulescope.testTrace";

/** The source shown with each diagnostic. */
export const diagnosticSource = "Rulescope";

/** The type of our launch configurations. */
export const debugType = "rulescope";

/**
 * The type that F5 finds in a Python file without a launch configuration. VS Code offers it only where problems stand (its `when`), so that
 * other Python files are left to other debuggers; it becomes a configuration of `debugType`.
 */
export const fileDebugType = "rulescope-file";
