/** @file The linear probe: multinomial logistic regression with an L2 penalty, to its optimum. */

import { type Matrix, matrix, rowOf } from "../math/matrix.ts";
import { minimize } from "../math/minimize.ts";

export interface Probe {
  /** [class, column] */
  readonly weights: Matrix;
  /** [class] */
  readonly biases: Float64Array;
}

export interface ProbeOptions {
  /** What the sum of the losses weighs against half the squared weights; biases are free. Default 1. */
  readonly strength?: number;
  readonly iterations?: number;
}

/** Minimises strength Σ −log p(label) + |W|² / 2. Labels are classes from 0. */
export function fitProbe(
  x: Matrix,
  labels: ArrayLike<number>,
  classes: number,
  { strength = 1, iterations = 300 }: ProbeOptions = {},
): Probe {
  const { rows, columns } = x;
  const size = classes * columns;
  const scores = new Float64Array(classes);
  const fitted = minimize(
    (parameters, gradient) => {
      gradient.fill(0);
      let value = 0;
      for (let i = 0; i < size; i++) {
        const weight = parameters[i];
        value += 0.5 * weight * weight;
        gradient[i] = weight;
      }
      for (let row = 0; row < rows; row++) {
        const features = rowOf(x, row);
        const label = labels[row];
        value += strength * lossOf(features, label, parameters, scores);
        for (let k = 0; k < classes; k++) {
          const excess = strength * (scores[k] - (k === label ? 1 : 0));
          const at = k * columns;
          for (let j = 0; j < columns; j++) gradient[at + j] += excess * features[j];
          gradient[size + k] += excess;
        }
      }
      return value;
    },
    new Float64Array(size + classes),
    { iterations },
  );
  return { weights: matrix(classes, columns, fitted.subarray(0, size)), biases: fitted.slice(size) };
}

/** −log p(label); leaves the probabilities in `scores`. */
function lossOf(features: Float64Array, label: number, parameters: Float64Array, scores: Float64Array): number {
  const classes = scores.length;
  const columns = features.length;
  let highest = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < classes; k++) {
    let score = parameters[classes * columns + k];
    for (let j = 0; j < columns; j++) score += features[j] * parameters[k * columns + j];
    scores[k] = score;
    highest = Math.max(highest, score);
  }
  let sum = 0;
  for (let k = 0; k < classes; k++) sum += Math.exp(scores[k] - highest);
  const logSum = Math.log(sum) + highest;
  const loss = logSum - scores[label];
  for (let k = 0; k < classes; k++) scores[k] = Math.exp(scores[k] - logSum);
  return loss;
}

/** Probabilities [row, class]. */
export function probeProbabilities({ weights, biases }: Probe, x: Matrix): Matrix {
  const classes = biases.length;
  const result = matrix(x.rows, classes);
  const parameters = new Float64Array([...weights.values, ...biases]);
  for (let row = 0; row < x.rows; row++) lossOf(rowOf(x, row), 0, parameters, rowOf(result, row));
  return result;
}

/** The most probable class of each row, ties to the lower. */
export function classify(probe: Probe, x: Matrix): Int32Array {
  const probabilities = probeProbabilities(probe, x);
  return Int32Array.from({ length: x.rows }, (_, row) => {
    const each = rowOf(probabilities, row);
    return each.indexOf(Math.max(...each));
  });
}
