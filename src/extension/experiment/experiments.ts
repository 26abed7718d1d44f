/**
 * @file *Run Experiment*: trains and measures a recipe's variants in the engine for trainings, with progress that can be cancelled, and
 * offers the record when it is done. A cancelled run goes on from its last checkpoint.
 */

import { basename, join } from "node:path";
import * as vscode from "vscode";
import type { ExperimentProgress } from "../../client/experiment/trainVariants.ts";
import { Cancelled, messageOf, UserError } from "../../core/base/errors.ts";
import { percentText } from "../../core/format/figures.ts";
import type { PlanText } from "../../protocol/experimentRequests.ts";
import { experimentFile } from "../../protocol/modelManifest.ts";
import { commands } from "../contributions.ts";
import type { EngineHost } from "../engine/engineHost.ts";
import { type Log, logFailure } from "../log/log.ts";
import { showError, showInformation } from "../message/messages.ts";
import type { RuleHost } from "../rule/ruleHost.ts";
import { showFailure } from "../run/failureMessage.ts";
import { requireTrust } from "../trust/trust.ts";
import { chooseOutFolder, type OutFolder } from "./outFolder.ts";

export interface ExperimentParts {
  readonly trainer: EngineHost;
  readonly rules: RuleHost;
  readonly log: Log;
}

/** A folder may hold the records of a thousand trainings. */
const deadlineMs = 60_000;

interface Recipe {
  readonly text: string;
  readonly uri: vscode.Uri;
}

export class Experiments implements vscode.Disposable {
  readonly #parts: ExperimentParts;
  readonly #command: vscode.Disposable;
  readonly #running = new Set<string>();

  constructor(parts: ExperimentParts) {
    this.#parts = parts;
    this.#command = vscode.commands.registerCommand(commands.runExperiment, (uri?: unknown) =>
      this.#ask(uri instanceof vscode.Uri ? uri : vscode.window.activeTextEditor?.document.uri),
    );
  }

  dispose(): void {
    this.#command.dispose();
  }

  /** Runs the recipe of a document, saved or not. */
  async #ask(uri: vscode.Uri | undefined): Promise<void> {
    const again = () => this.#ask(uri);
    try {
      if (uri === undefined || uri.scheme !== "file") {
        throw new UserError(
          "recipe-none",
          "No recipe is open.",
          "Open a recipe, as in the folder recipes/, and run it from there.",
        );
      }
      requireTrust("Training");
      const recipe = { text: (await vscode.workspace.openTextDocument(uri)).getText(), uri };
      const { rules } = this.#parts;
      const params = { text: recipe.text, path: uri.fsPath, within: null };
      const { plan } = await rules.requestAlone("readPlan", params, { deadlineMs });
      const out = await chooseOutFolder(plan, uri, rules);
      if (out !== undefined) await this.#run(recipe, plan, out);
    } catch (error) {
      logFailure(this.#parts.log, "experiment", error);
      await showFailure(error, again);
    }
  }

  async #run(recipe: Recipe, plan: PlanText, { dir, resume }: OutFolder): Promise<void> {
    if (this.#running.has(dir)) {
      throw new UserError(
        "experiment-running",
        `${plan.name} is running into ${dir} already.`,
        "Wait for it, or cancel it first.",
      );
    }
    this.#running.add(dir);
    const { log } = this.#parts;
    log.info(`experiment ${plan.name}: ${plan.variants.length} trainings into ${dir}`);
    const title = `Experiment ${plan.name}`;
    const location = vscode.ProgressLocation.Notification;
    try {
      const summary = await vscode.window.withProgress({ title, location, cancellable: true }, (progress, token) =>
        this.#train({ recipe, plan }, { dir, resume }, { progress, token }),
      );
      log.info(`experiment ${plan.name}: done`);
      void showRecord(summary, dir, plan);
    } catch (error) {
      if (!(error instanceof Cancelled)) throw error;
      log.info(`experiment ${plan.name}: stopped`);
      void this.#offerToGoOn(recipe, plan, dir);
    } finally {
      this.#running.delete(dir);
    }
  }

  async #train(
    { recipe: { uri }, plan }: { readonly recipe: Recipe; readonly plan: PlanText },
    { dir, resume }: OutFolder,
    {
      progress,
      token,
    }: {
      readonly progress: vscode.Progress<{ message: string; increment?: number }>;
      readonly token: vscode.CancellationToken;
    },
  ): Promise<string> {
    const { rules, trainer, log } = this.#parts;
    const { trainVariants } = await import("../../client/experiment/trainVariants.ts");
    const folder = { plan, dir };
    const params = { ...folder, path: uri.fsPath, resume };
    const { left } = await rules.requestAlone("openTrainings", params, { deadlineMs });
    const trainings = {
      outDir: dir,
      left,
      claim: async () => void (await rules.requestAlone("claimFolder", folder, { deadlineMs })),
      record: async () => (await rules.requestAlone("writeRecord", folder, { deadlineMs })).summary,
    };
    const abort = new AbortController();
    const listening = token.onCancellationRequested(() => abort.abort());
    let shown = 0;
    try {
      return await trainVariants(trainings, {
        client: await trainer.client(),
        signal: abort.signal,
        onProgress: (event) => {
          const done = shareOf(event);
          progress.report({ message: wordsOf(event), increment: Math.max(0, 100 * (done - shown)) });
          shown = Math.max(shown, done);
        },
        onVariant: ({ name }) => log.info(`experiment: ${name} measured`),
      });
    } finally {
      listening.dispose();
    }
  }

  async #offerToGoOn(recipe: Recipe, plan: PlanText, dir: string): Promise<void> {
    const message = `Experiment ${plan.name} was stopped. What it has done so far is in ${basename(dir)}.`;
    if ((await showInformation(message, "Resume")) !== "Resume") return;
    await this.#run(recipe, plan, { dir, resume: true }).catch((error) => showFailure(error, async () => {}));
  }
}

/** Training is nearly all of the work; measuring is the last tenth of a variant. */
function shareOf({ index, of, training: { phase, step, steps } }: ExperimentProgress): number {
  const part = step / Math.max(1, steps);
  const own = phase === "preparing" ? 0 : phase === "training" ? 0.9 * part : 0.9 + 0.1 * part;
  return (index + own) / of;
}

function wordsOf({ variant, index, of, training: { phase, step, steps, loss } }: ExperimentProgress): string {
  const which = of === 1 ? "" : `${index + 1} of ${of}, ${variant.name}: `;
  if (phase === "preparing") return `${which}preparing`;
  if (phase === "evaluating") return `${which}measuring, ${percentText(step / Math.max(1, steps))}`;
  return `${which}step ${step} of ${steps}${loss === null ? "" : `, loss ${loss.toFixed(3)}`}`;
}

/** Language VAEs have no case map: of their experiment the record itself is shown. */
async function showRecord(summary: string, dir: string, { variants }: PlanText): Promise<void> {
  const uri = vscode.Uri.file(join(dir, experimentFile));
  const hasMaps = variants.some(({ json }) => !/"kind":\s*"(vae|latent)"/.test(json));
  const chosen = await showInformation(summary, "Show", "Reveal Folder");
  try {
    if (chosen === "Show") await vscode.commands.executeCommand(hasMaps ? commands.openCaseMap : "vscode.open", uri);
    if (chosen === "Reveal Folder") await vscode.commands.executeCommand("revealInExplorer", uri);
  } catch (error) {
    void showError(`Rulescope: ${messageOf(error)}`);
  }
}
