/** @file The decoder's training step: a batch in, an update and its loss out. */
import { Tensor } from "onnxruntime-node";
import type { Batch } from "../../core/data/batch.ts";
import type { OptimizerConfig } from "../../onnx/optimizer.ts";
import { parameterTable } from "../../onnx/transformer/parameterTable.ts";
import { longestWindowOf, type TransformerSpec } from "../../onnx/transformer/specification.ts";
import { writeTrainingStep } from "../../onnx/transformer/training.ts";
import { type RuntimeOptions, StepSession, scalarTensor, type TrainingState } from "./stepSession.ts";

export interface StepResult {
  /** Nats per labelled token, before the update. */
  readonly loss: number;
  /** Labels that were the model's first choice. */
  readonly correct: number;
  /** Before clipping. */
  readonly gradientNorm: number;
}

export interface TrainingSessionOptions extends RuntimeOptions {
  readonly spec: TransformerSpec;
  readonly optimizer: OptimizerConfig;
  readonly state: TrainingState;
}

export class TrainingSession {
  readonly #session: StepSession;
  readonly #hasPlaces: boolean;
  readonly #longestWindow: number | undefined;

  private constructor(session: StepSession, spec: TransformerSpec) {
    this.#session = session;
    this.#hasPlaces = spec.embedding.places > 0;
    this.#longestWindow = longestWindowOf(spec);
  }

  static async create({ spec, optimizer, ...rest }: TrainingSessionOptions): Promise<TrainingSession> {
    const graph = writeTrainingStep(spec, optimizer);
    const session = await StepSession.create({ ...rest, graph, table: parameterTable(spec) });
    return new TrainingSession(session, spec);
  }

  /** One update with the given rate. `step` counts from 1; heads with longer windows than `sight` see `sight` tokens. */
  async step(batch: Batch, learningRate: number, step: number, sight = this.#longestWindow): Promise<StepResult> {
    const int64 = (values: BigInt64Array): Tensor => new Tensor("int64", values, [batch.batch, batch.sequence]);
    const results = await this.#session.step(
      {
        input_ids: int64(batch.inputIds),
        ...(this.#hasPlaces ? { place_ids: int64(batch.placeIds) } : {}),
        position_ids: int64(batch.positionIds),
        labels: int64(batch.labels),
        ...(sight === undefined ? {} : { sight: new Tensor("int64", [BigInt(sight)], []) }),
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
