/** @file One run of a decoder whose activations the engine holds: its model found, its shape known, patched and written again. */
import type { EngineClient } from "../../client/engineClient.ts";
import type { Model } from "../../client/models.ts";
import { UserError } from "../../core/base/errors.ts";
import type { Dialect } from "../../core/method/method.ts";
import type { CaptureShape, PatchEvent, PatchResult, RunInput } from "../../protocol/activations.ts";
import type { AttentionRun, AttentionViewContract, Judged } from "../../protocol/attentionView.ts";
import type { CancelSignal } from "../../protocol/cancellation.ts";
import type { EngineContract } from "../../protocol/contract.ts";
import type { DeviceSetting } from "../../protocol/device.ts";
import type { Params, Result } from "../../protocol/request.ts";
import { finite } from "../../protocol/wire.ts";
import type { RuleHost } from "../rule/ruleHost.ts";
import { Activations, type CaptureListener, thumbnailCells } from "./activations.ts";
import { attentionRun, runInputOf, type Subject } from "./attentionRun.ts";

/** Who is asked, and how the model's responses are read. */
interface AskedOf {
  readonly client: EngineClient;
  readonly rules: RuleHost;
  readonly dialect: Dialect;
}

export class RunActivations extends Activations {
  readonly kind = "run";
  readonly subject: Subject;
  readonly #dialect: Dialect;
  readonly #rules: RuleHost;

  constructor(subject: Subject, run: AttentionRun, { client, rules, dialect }: AskedOf, input: RunInput) {
    super(run, client, input);
    this.subject = subject;
    this.#dialect = dialect;
    this.#rules = rules;
  }

  /** Has the engine read the run. `onRun` is called as soon as its tokens are known. */
  static async open(
    subject: Subject,
    {
      client,
      rules,
      model,
      device,
      pictures = true,
    }: {
      readonly client: EngineClient;
      readonly rules: RuleHost;
      readonly model: Model;
      readonly device: DeviceSetting;
      /** Whether thumbnails are wanted. */
      readonly pictures?: boolean;
    },
    { onRun, onLayer }: CaptureListener<RunActivations>,
    signal?: CancelSignal,
  ): Promise<Result<EngineContract, "capture">> {
    const input = runInputOf(subject, model, device);
    const dialect = model.manifest.dialect ?? "compact";
    // The run is known once the rule's lines were found in its prompt; its layers are told after it.
    let known: Promise<void> = Promise.resolve();
    const shaped = async (shape: CaptureShape): Promise<void> => {
      const spans = await rules.promptSpans(subject.trace, dialect, shape);
      onRun(
        new RunActivations(subject, attentionRun(subject, model, { shape, spans }), { client, rules, dialect }, input),
      );
    };
    const reading = client.request(
      "capture",
      { ...input, thumbnail: pictures ? thumbnailCells : 0 },
      {
        signal,
        onEvent: (event) => {
          if (event.kind === "layer") known = known.then(() => onLayer(event.layer, event.thumbnails));
          else known = shaped(event.shape);
          known.catch(() => {}); // told below
        },
      },
    );
    // What is told late is told before the reading is over: also before it has failed.
    return reading.finally(() => known);
  }

  /** What of this run, the clean one, put into the corrupted one, restores what this one writes. */
  patch(
    corrupted: RunActivations,
    params: Omit<Params<EngineContract, "patch">, keyof RunInput | "corrupted">,
    options: { readonly signal: CancelSignal; readonly onEvent: (event: PatchEvent) => void },
  ): Promise<PatchResult> {
    if (corrupted.input.modelDir !== this.input.modelDir) {
      throw new UserError(
        "other-model",
        `The corrupted run is by ${corrupted.run.model}: patching puts a model's activations into the same model.`,
        `Choose a run by ${this.run.model}.`,
      );
    }
    const { prompt, response } = corrupted.input;
    return this.client.request(
      "patch",
      { ...this.input, ...params, corrupted: { prompt, response: [...response] } },
      options,
    );
  }

  /** Writes the response again and judges both by the rule. */
  async rerunAblated(
    params: Omit<Params<EngineContract, "generateAblated">, keyof RunInput>,
    signal?: CancelSignal,
  ): Promise<Result<AttentionViewContract, "rerunAblated">> {
    const { tokens, ended } = await this.client.request("generateAblated", { ...this.input, ...params }, { signal });
    const { trace } = this.subject;
    const own = trace.tokens.map(({ text }) => text);
    const text = [...own.slice(0, params.kept), ...tokens.map((token) => token.text)].join("");
    return {
      text,
      before: await this.#judge(own.join(""), trace.ending === undefined),
      after: await this.#judge(text, ended),
    };
  }

  /** What checking says of a whole response. `ended`: the model ended it by itself. */
  async #judge(response: string, ended: boolean): Promise<Judged> {
    const { problem, method } = this.subject.trace;
    const asked = { problem, method: { name: method, dialect: this.#dialect }, response, tokens: [] };
    const { steps, firstWrong, ending, answer } = await this.#rules.judged({ ...asked, how: ended ? "ended" : "cut" });
    const wrong = firstWrong === null ? undefined : steps[firstWrong];
    return {
      answer,
      steps: finite(steps.length),
      firstWrong: firstWrong === null ? null : finite(firstWrong),
      message: (wrong?.message || ending?.message) ?? null,
    };
  }
}

/** The model that wrote a run, by its name. Throws a UserError that names it. */
export function modelOf(name: string, models: readonly Model[]): Model {
  const found = models.find(({ manifest }) => manifest.name === name);
  if (found !== undefined) return found;
  throw new UserError(
    "model-missing",
    `The model ${name}, which wrote this run, is no longer here.`,
    "Add its folder to the setting rulescope.modelFolders, or run the problem again with another model.",
  );
}
