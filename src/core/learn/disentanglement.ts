/**
 * @file Scores of how well the dimensions of z stand for factors of the data. z-diff: Higgins et al., 2017; z-min-var: Kim and Mnih, 2018; MIG: Chen
 * et al., 2018; disentanglement, completeness, informativeness: Eastwood and Williams, 2018; modularity and explicitness: Ridgeway and
 * Mozer, 2018; SAP: Kumar et al., 2018. Each is 1 at best.
 */

import { Rng } from "../base/rng.ts";
import { columnDeviations, type Matrix, matrix, matrixOf, rowOf, rowsOf } from "../math/matrix.ts";
import { entropy, mutualInformation } from "./cluster.ts";
import { classify, fitProbe, probeProbabilities } from "./probe.ts";
import { fitForest, forestLabels } from "./tree.ts";

/** One factor: a class from 0 for each row. */
export interface Factor {
  readonly name: string;
  readonly labels: Int32Array;
  readonly classes: number;
}

export interface FactoredData {
  /** [row, dimension] */
  readonly z: Matrix;
  readonly factors: readonly Factor[];
}

export interface Disentanglement {
  readonly zDiff: number;
  readonly zMinVar: number;
  readonly mig: number;
  readonly disentanglement: number;
  readonly completeness: number;
  readonly informativeness: number;
  readonly modularity: number;
  readonly explicitness: number;
  readonly sap: number;
}

/** Batches for the two scores that draw them, rows of a batch. */
const batches = 400;
const batchRows = 64;
/** Of the batches and of the rows, what the scores' own classifiers learn from. */
const trainingShare = 0.75;

/** All scores; the two that draw batches need two factors and are NaN without. */
export function disentanglement(data: FactoredData, seed: number): Disentanglement {
  const rng = new Rng(seed);
  const information = informationMatrix(data);
  const dci = importanceScores(data, rng.fork("forest"));
  return {
    zDiff: data.factors.length < 2 ? Number.NaN : zDiff(data, rng.fork("z-diff")),
    zMinVar: data.factors.length < 2 ? Number.NaN : zMinVar(data, rng.fork("z-min-var")),
    mig: mutualInformationGap(information, data.factors),
    ...dci,
    modularity: modularity(information),
    explicitness: explicitness(data),
    sap: separatedPredictability(data),
  };
}

/** Which factor was held, told by a linear classifier from the mean |z1 − z2| over pairs that share it. */
function zDiff({ z, factors }: FactoredData, rng: Rng): number {
  const byClass = factors.map(rowsByClass);
  const drawn = Array.from({ length: batches }, () => {
    const factor = rng.integer(0, factors.length - 1);
    const mean = new Float64Array(z.columns);
    for (let pair = 0; pair < batchRows; pair++) {
      const rows = pickClass(byClass[factor] ?? [], rng);
      const [a, b] = [rowOf(z, rng.pick(rows)), rowOf(z, rng.pick(rows))];
      for (let j = 0; j < mean.length; j++) mean[j] += Math.abs(a[j] - b[j]) / batchRows;
    }
    return { factor, mean };
  });
  const cut = Math.floor(batches * trainingShare);
  const [known, held] = [drawn.slice(0, cut), drawn.slice(cut)];
  const labels = known.map(({ factor }) => factor);
  // These means are small numbers whose scale says nothing: the penalty is kept weak.
  const probe = fitProbe(matrixOf(known.map(({ mean }) => mean)), labels, factors.length, { strength: 100 });
  const found = classify(probe, matrixOf(held.map(({ mean }) => mean)));
  return held.filter(({ factor }, i) => found[i] === factor).length / held.length;
}

/** Which factor was held, told by the dimension that varies least over rows that share it; each dimension votes for its usual factor. */
function zMinVar({ z, factors }: FactoredData, rng: Rng): number {
  const overall = columnDeviations(z);
  const active = Array.from(overall.keys()).filter((j) => overall[j] > 1e-6);
  if (active.length === 0) return 0;
  const byClass = factors.map(rowsByClass);
  const drawn = Array.from({ length: batches }, () => {
    const factor = rng.integer(0, factors.length - 1);
    const rows = pickClass(byClass[factor] ?? [], rng);
    const own = columnDeviations(
      rowsOf(
        z,
        Array.from({ length: batchRows }, () => rng.pick(rows)),
      ),
    );
    const ratio = (j: number): number => own[j] / overall[j];
    return { factor, dimension: active.reduce((least, j) => (ratio(j) < ratio(least) ? j : least)) };
  });
  const cut = Math.floor(batches * trainingShare);
  const votes = new Map<number, Float64Array>();
  for (const { factor, dimension } of drawn.slice(0, cut)) {
    const counts = votes.get(dimension) ?? new Float64Array(factors.length);
    counts[factor] += 1;
    votes.set(dimension, counts);
  }
  const held = drawn.slice(cut);
  const isRight = ({ factor, dimension }: (typeof drawn)[number]): boolean => {
    const counts = votes.get(dimension);
    return counts !== undefined && counts.indexOf(Math.max(...counts)) === factor;
  };
  return held.filter(isRight).length / held.length;
}

/** Mutual information of each dimension, in bins of equal width, with each factor: [dimension, factor], nats. */
export function informationMatrix({ z, factors }: FactoredData, bins = 20): Matrix {
  const result = matrix(z.columns, factors.length);
  for (let j = 0; j < z.columns; j++) {
    const values = Array.from({ length: z.rows }, (_, i) => z.values[i * z.columns + j]);
    const binned = binOf(values, bins);
    for (const [k, { labels }] of factors.entries()) rowOf(result, j)[k] = mutualInformation(binned, labels);
  }
  return result;
}

function binOf(values: readonly number[], bins: number): Int32Array {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const width = (high - low) / bins;
  return Int32Array.from(values, (value) => (width === 0 ? 0 : Math.min(bins - 1, Math.floor((value - low) / width))));
}

/** For each factor, how much more the best dimension knows of it than the second, as a share of its entropy; the mean. */
export function mutualInformationGap(information: Matrix, factors: readonly Factor[]): number {
  const gaps = factors.map(({ labels }, k) => {
    const [first = 0, second = 0] = columnOf(information, k).sort((a, b) => b - a);
    const most = entropy(labels);
    return most === 0 ? 0 : (first - second) / most;
  });
  return mean(gaps);
}

/** For each dimension that knows something, how little it knows of all factors but its best; the mean. */
export function modularity(information: Matrix): number {
  const scores = Array.from({ length: information.rows }, (_, j) => {
    const row = rowOf(information, j);
    const most = Math.max(...row);
    if (most <= 0 || row.length < 2) return most <= 0 ? 0 : 1;
    const rest = row.reduce((sum, value) => sum + value ** 2, 0) - most ** 2;
    return 1 - rest / (most ** 2 * (row.length - 1));
  });
  return mean(scores);
}

/** How often ten trees tell the factor (informativeness), by how few dimensions (completeness), and each dimension for how few factors. */
function importanceScores({ z, factors }: FactoredData, rng: Rng) {
  const cut = Math.floor(z.rows * trainingShare);
  const order = rng.shuffle(Array.from({ length: z.rows }, (_, i) => i));
  const [known, held] = [order.slice(0, cut), order.slice(cut)];
  const importance = matrix(z.columns, factors.length);
  const accuracy = factors.map(({ labels, classes }, k) => {
    const of = (rows: readonly number[]) => Int32Array.from(rows, (row) => labels[row]);
    const forest = fitForest(rowsOf(z, known), of(known), classes, rng);
    for (const [j, value] of forest.importances.entries()) rowOf(importance, j)[k] = value;
    const found = forestLabels(forest, rowsOf(z, held), classes);
    return found.filter((label, i) => label === of(held)[i]).length / held.length;
  });
  return { informativeness: mean(accuracy), ...concentration(importance) };
}

/** From importances [dimension, factor]: one less the normalized entropy of each row (weighted by its sum), and of each column. */
export function concentration(importance: Matrix): { disentanglement: number; completeness: number } {
  const rows = Array.from({ length: importance.rows }, (_, j) => Array.from(rowOf(importance, j)));
  const total = rows.flat().reduce((sum, value) => sum + value, 0) || 1;
  const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
  const columns = Array.from({ length: importance.columns }, (_, k) => columnOf(importance, k));
  return {
    disentanglement: sum(rows.map((row) => (sum(row) / total) * (1 - spread(row)))),
    completeness: mean(columns.map((column) => 1 - spread(column))),
  };
}

/** Entropy of non-negative weights by its highest value: 0 for one alone, 1 for all alike. */
function spread(weights: readonly number[]): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (weights.length < 2) return 0;
  if (total === 0) return 1;
  const nats = weights.reduce(
    (sum, weight) => (weight > 0 ? sum - (weight / total) * Math.log(weight / total) : sum),
    0,
  );
  return nats / Math.log(weights.length);
}

/** Mean area under the ROC curve of a linear probe, one class against the rest, over classes and factors. */
function explicitness({ z, factors }: FactoredData): number {
  const areas = factors.flatMap(({ labels, classes }) => {
    const probabilities = probeProbabilities(fitProbe(z, labels, classes), z);
    return Array.from({ length: classes }, (_, c) => {
      const isClass = Array.from(labels, (label) => label === c);
      return isClass.includes(true) && isClass.includes(false) ? [rocArea(columnOf(probabilities, c), isClass)] : [];
    }).flat();
  });
  return mean(areas);
}

/** The share of pairs, one of the class and one not, whose scores are in that order; ties count half. */
export function rocArea(scores: readonly number[], isClass: readonly boolean[]): number {
  const order = scores.map((score, i) => ({ score, own: isClass[i] === true })).sort((a, b) => a.score - b.score);
  const own = order.filter((each) => each.own).length;
  let area = 0;
  let below = 0;
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to < order.length && order[to]?.score === order[from]?.score) to++;
    const tied = order.slice(from, to);
    const others = tied.filter((each) => !each.own).length;
    area += (tied.length - others) * (below + others / 2);
    below += others;
    from = to;
  }
  return area / (own * (order.length - own));
}

/** For each factor, how much better the best single dimension tells it by a linear probe than the second; the mean. */
function separatedPredictability({ z, factors }: FactoredData): number {
  const gaps = factors.map(({ labels, classes }) => {
    const scores = Array.from({ length: z.columns }, (_, j) => {
      const single = matrix(
        z.rows,
        1,
        Array.from({ length: z.rows }, (_, i) => z.values[i * z.columns + j]),
      );
      const found = classify(fitProbe(single, labels, classes, { iterations: 30 }), single);
      return found.filter((label, i) => label === labels[i]).length / z.rows;
    }).sort((a, b) => b - a);
    return scores[0] - (scores[1] ?? 0);
  });
  return mean(gaps);
}

function rowsByClass({ labels, classes }: Factor): number[][] {
  const rows = Array.from({ length: classes }, (): number[] => []);
  for (const [row, label] of labels.entries()) rows[label]?.push(row);
  return rows.filter(({ length }) => length > 1);
}

/** The rows of a class drawn by its size. */
function pickClass(rows: readonly (readonly number[])[], rng: Rng): readonly number[] {
  let left = rng.next() * rows.reduce((sum, { length }) => sum + length, 0);
  const drawn = rows.find(({ length }) => {
    left -= length;
    return left < 0;
  });
  return drawn ?? rows[0] ?? [];
}

function columnOf({ rows, columns, values }: Matrix, column: number): number[] {
  return Array.from({ length: rows }, (_, row) => values[row * columns + column]);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
