/** @file Measures the training step against one large matrix product in the same process. */
import * as ort from "onnxruntime-node";
import { Rng } from "../../core/base/rng.ts";
import type { Batch } from "../../core/sample/batch.ts";
import { median } from "../../core/statistics/median.ts";
import { GraphBuilder } from "../../onnx/graph.ts";
import { trainingFlops } from "../../onnx/transformer/flops.ts";
import { type DecoderConfig, decoderSpecification, type HeadConfig } from "../../onnx/transformer/ownModels.ts";
import { countParameters, initialParameters } from "../../onnx/transformer/parameterTable.ts";
import { denormalsAreZero } from "../denormals.ts";
import { initialState } from "./stepSession.ts";
import { TrainingSession } from "./trainingSession.ts";

export interface TrainingBenchmark {
  /** Median GFLOP/s of a 1024 × 1024 × 1024 `MatMul`. */
  readonly matmulGflops: number;
  readonly threads: number | null;
  readonly models: readonly ModelBenchmark[];
}

export interface ModelBenchmark {
  readonly name: string;
  readonly parameters: number;
  readonly batch: number;
  readonly sequence: number;
  /** Matrix products only, as `trainingFlops` counts them; median over the rounds. */
  readonly gflops: number;
  /** Median over the rounds of the model's GFLOP/s by those of the matrix products just before and after. */
  readonly ratio: number;
  readonly tokensPerSecond: number;
}

export interface BenchmarkOptions {
  /** Rounds of matrix products, steps, matrix products. */
  readonly rounds?: number;
  /** Time given to the steps of one round. */
  readonly millisecondsPerRound?: number;
  /** Threads of one operator; all cores when absent. */
  readonly threads?: number;
  readonly models?: readonly BenchmarkModel[];
  /** Milliseconds. */
  readonly clock: () => number;
  readonly onProgress?: (done: number, total: number) => void;
}

export interface BenchmarkModel {
  readonly name: string;
  readonly config: DecoderConfig;
  readonly batch: number;
  readonly sequence: number;
}

function heads(count: number): HeadConfig[] {
  return Array.from({ length: count }, (_, i) =>
    i < count / 2 ? { rotary: true, window: 64 } : { rotary: false, window: null },
  );
}

const common = { activation: "squaredRelu", tiedEmbeddings: true, coupledPositions: 32 } as const;

/** The two sizes that the project's speed is judged by; half of the heads see a window, half see everything. */
export const benchmarkModels: readonly BenchmarkModel[] = [
  {
    name: "0.8M",
    config: { ...common, vocabularySize: 128, layers: 4, width: 128, heads: heads(2), feedForward: 512 },
    batch: 32,
    sequence: 256,
  },
  {
    name: "4.9M",
    config: { ...common, vocabularySize: 512, layers: 6, width: 256, heads: heads(4), feedForward: 1024 },
    batch: 32,
    sequence: 256,
  },
];

export async function benchmarkTraining(options: BenchmarkOptions): Promise<TrainingBenchmark> {
  const { rounds = 5, millisecondsPerRound = 2000, threads, models = benchmarkModels, clock, onProgress } = options;
  const product = await MatrixProduct.create(threads);
  const results: ModelBenchmark[] = [];
  const matmul: number[] = [];
  try {
    for (const [index, model] of models.entries()) {
      const stepper = await createStepper(model, threads);
      const work = trainingFlops(decoderSpecification(model.config), {
        ...model,
        labeled: model.batch * model.sequence,
      });
      const gflops: number[] = [];
      const ratios: number[] = [];
      for (let round = 0; round < rounds; round++) {
        const before = await product.measure(clock, millisecondsPerRound / 8);
        const seconds = await secondsPerRun(stepper.step, clock, millisecondsPerRound);
        const after = await product.measure(clock, millisecondsPerRound / 8);
        const rate = work / seconds / 1e9;
        matmul.push(before, after);
        gflops.push(rate);
        ratios.push(rate / ((before + after) / 2));
        onProgress?.(index * rounds + round + 1, models.length * rounds);
      }
      await stepper.dispose();
      const { name, config, batch, sequence } = model;
      const rate = median(gflops);
      results.push({
        name,
        parameters: countParameters(decoderSpecification(config)),
        batch,
        sequence,
        gflops: rate,
        ratio: median(ratios),
        tokensPerSecond: (batch * sequence * rate * 1e9) / work,
      });
    }
  } finally {
    await product.dispose();
  }
  return { matmulGflops: median(matmul), threads: threads ?? null, models: results };
}

async function createStepper({ config, batch, sequence }: BenchmarkModel, threads: number | undefined) {
  const rng = new Rng(1);
  const spec = decoderSpecification(config);
  const session = await TrainingSession.create({
    spec,
    optimizer: { beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0.1, clip: 1 },
    state: initialState(initialParameters(spec, rng)),
    ...(threads === undefined ? {} : { threads }),
  });
  const tokens = batch * sequence;
  const draw = (limit: number): BigInt64Array =>
    BigInt64Array.from({ length: tokens }, () => BigInt(rng.integer(0, limit - 1)));
  const data: Batch = {
    batch,
    sequence,
    inputIds: draw(config.vocabularySize),
    coupledIds: draw(config.coupledPositions),
    positionIds: BigInt64Array.from({ length: tokens }, (_, i) => BigInt(i % sequence)),
    labels: draw(config.vocabularySize),
    tokens,
  };
  let step = 0;
  const stepper = { step: () => session.step(data, 1e-3, ++step), dispose: () => session.dispose() };
  await stepper.step();
  await stepper.step();
  return stepper;
}

class MatrixProduct {
  static readonly #size = 1024;
  readonly #session: ort.InferenceSession;
  readonly #feeds: Record<string, ort.Tensor>;
  readonly #fetches: Record<string, ort.Tensor>;

  private constructor(session: ort.InferenceSession) {
    const size = MatrixProduct.#size;
    const matrix = (): ort.Tensor => new ort.Tensor("float32", new Float32Array(size * size).fill(0.5), [size, size]);
    this.#session = session;
    this.#feeds = { a: matrix(), b: matrix() };
    this.#fetches = { product: matrix() };
  }

  static async create(threads: number | undefined): Promise<MatrixProduct> {
    const size = MatrixProduct.#size;
    const g = new GraphBuilder("matmul");
    const inputs = ["a", "b"].map((name) => g.input(name, "float32", [size, size]));
    g.output(g.node("MatMul", inputs, { name: "product" }), "float32", [size, size]);
    return new MatrixProduct(
      await ort.InferenceSession.create(g.toBytes(), {
        extra: { session: denormalsAreZero },
        ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
      }),
    );
  }

  /** GFLOP/s */
  async measure(clock: () => number, milliseconds: number): Promise<number> {
    const run = () => this.#session.run(this.#feeds, this.#fetches);
    await run();
    return (2 * MatrixProduct.#size ** 3) / (await secondsPerRun(run, clock, milliseconds)) / 1e9;
  }

  async dispose(): Promise<void> {
    await this.#session.release();
  }
}

async function secondsPerRun(run: () => Promise<unknown>, clock: () => number, milliseconds: number): Promise<number> {
  const began = clock();
  let runs = 0;
  do {
    await run();
    runs++;
  } while (clock() - began < milliseconds);
  return (clock() - began) / runs / 1000;
}
