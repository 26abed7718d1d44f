/** @file The decoder's training step: a batch in, an update and its loss out. */
import { Tensor } from "onnxruntime-node";
import { Rng } from "../../core/base/rng.ts";
import type { Batch } from "../../core/sample/batch.ts";
import type { OptimizerConfig } from "../../onnx/optimizer.ts";
import { drawMasks, dropoutInput, drops, maskCount } from "../../onnx/transformer/dropoutMasks.ts";
import { parameterTable } from "../../onnx/transformer/parameterTable.ts";
import { longestWindowOf, type TransformerSpec } from "../../onnx/transformer/specification.ts";
import { writeTrainingStep } from "../../onnx/transformer/training.ts";
import { type RuntimeOptions, StepSession, scalarTensor, type TrainingState } from "./stepSession.ts";

export interface StepResult {
  /** Nats per labeled token, before the update. */
  readonly loss: number;
  /** Labels that were the model's first choice. */
  readonly correct: number;
  /** Before clipping. */
  readonly gradientNorm: number;
}

export interface TrainingSessionOptions extends RuntimeOptions {
  readonly spec: TransformerSpec;
  readonly optimizer: OptimizerConfig;
  /** Of what dropout drops in each step; 0 when absent. */
  readonly seed?: number;
  readonly state: TrainingState;
}

export class TrainingSession {
  readonly #session: StepSession;
  readonly #hasCoupledIds: boolean;
  readonly #longestWindow: number | undefined;
  readonly #masks: ((batch: Batch, step: number) => Record<string, Tensor>) | undefined;

  private constructor(session: StepSession, spec: TransformerSpec, seed: number) {
    this.#session = session;
    this.#masks = drops(spec)
      ? (batch, step) => dropoutFeeds(spec, new Rng(seed).fork(`dropout ${step}`), batch)
      : undefined;
    this.#hasCoupledIds = spec.embedding.coupledPositions.length > 0;
    this.#longestWindow = longestWindowOf(spec);
  }

  static async create({ spec, optimizer, seed = 0, ...rest }: TrainingSessionOptions): Promise<TrainingSession> {
    const graph = writeTrainingStep(spec, optimizer);
    const session = await StepSession.create({ ...rest, graph, table: parameterTable(spec) });
    return new TrainingSession(session, spec, seed);
  }

  /** One update with the given rate. `step` counts from 1; heads with longer windows than `sight` see `sight` tokens. */
  async step(batch: Batch, learningRate: number, step: number, sight = this.#longestWindow): Promise<StepResult> {
    const int64 = (values: BigInt64Array): Tensor => new Tensor("int64", values, [batch.batch, batch.sequence]);
    const results = await this.#session.step(
      {
        input_ids: int64(batch.inputIds),
        ...(this.#hasCoupledIds ? { place_ids: int64(batch.coupledIds) } : {}),
        position_ids: int64(batch.positionIds),
        labels: int64(batch.labels),
        ...(sight === undefined ? {} : { sight: new Tensor("int64", [BigInt(sight)], []) }),
        ...this.#masks?.(batch, step),
        learning_rate: scalarTensor(learningRate),
        step: scalarTensor(step),
      },
      ["loss", "correct", "gradient_norm"],
    );
    return { loss: results.loss, correct: results.correct, gradientNorm: results.gradient_norm };
  }

  /** The state after the last step. The arrays are the session's own: copy what must outlive the next step. */
  state(): TrainingState {
    return this.#session.state();
  }

  dispose(): Promise<void> {
    return this.#session.dispose();
  }
}

function dropoutFeeds(spec: TransformerSpec, rng: Rng, { batch, sequence }: Batch): Record<string, Tensor> {
  const shape = [maskCount(spec), batch, sequence, spec.width];
  return { [dropoutInput]: new Tensor("float32", drawMasks(spec, rng, batch, sequence), shape) };
}
