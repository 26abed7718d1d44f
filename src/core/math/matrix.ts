/** @file Matrices as one array, row by row, with the little that the measures need of them. */

export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  /** [row, column] */
  readonly values: Float64Array;
}

export function matrix(rows: number, columns: number, values?: ArrayLike<number>): Matrix {
  return { rows, columns, values: values === undefined ? new Float64Array(rows * columns) : Float64Array.from(values) };
}

/** Throws a RangeError when the rows differ in length. */
export function matrixOf(rows: readonly ArrayLike<number>[]): Matrix {
  const columns = rows[0]?.length ?? 0;
  const result = matrix(rows.length, columns);
  for (const [i, row] of rows.entries()) {
    if (row.length !== columns) throw new RangeError(`Row ${i} has ${row.length} values, the first one ${columns}.`);
    result.values.set(Array.from(row), i * columns);
  }
  return result;
}

/** A view of one row. */
export function rowOf({ columns, values }: Matrix, row: number): Float64Array {
  return values.subarray(row * columns, (row + 1) * columns);
}

/** Some rows, in the order given. */
export function rowsOf(from: Matrix, rows: readonly number[]): Matrix {
  const result = matrix(rows.length, from.columns);
  for (const [i, row] of rows.entries()) result.values.set(rowOf(from, row), i * from.columns);
  return result;
}

export function transpose({ rows, columns, values }: Matrix): Matrix {
  const result = matrix(columns, rows);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) result.values[j * rows + i] = values[i * columns + j];
  return result;
}

/** A B */
export function multiply(a: Matrix, b: Matrix): Matrix {
  const result = matrix(a.rows, b.columns);
  for (let i = 0; i < a.rows; i++) {
    const out = rowOf(result, i);
    for (let k = 0; k < a.columns; k++) {
      const x = a.values[i * a.columns + k];
      if (x === 0) continue;
      const row = rowOf(b, k);
      for (let j = 0; j < row.length; j++) out[j] += x * row[j];
    }
  }
  return result;
}

export function columnMeans({ rows, columns, values }: Matrix): Float64Array {
  const means = new Float64Array(columns);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) means[j] += values[i * columns + j] / rows;
  return means;
}

/** Population deviations. */
export function columnDeviations(x: Matrix, means = columnMeans(x)): Float64Array {
  const squares = new Float64Array(x.columns);
  for (let i = 0; i < x.rows; i++) {
    const row = rowOf(x, i);
    for (let j = 0; j < x.columns; j++) {
      squares[j] += (row[j] - means[j]) ** 2 / x.rows;
    }
  }
  return squares.map(Math.sqrt);
}

/** Columns less `means` and divided by `deviations`; a column without deviation is only moved. */
export function standardize(x: Matrix, means: Float64Array, deviations?: Float64Array): Matrix {
  const result = matrix(x.rows, x.columns);
  for (let i = 0; i < x.rows; i++) {
    for (let j = 0; j < x.columns; j++) {
      const by = deviations?.[j] ?? 1;
      result.values[i * x.columns + j] = (x.values[i * x.columns + j] - means[j]) / (by > 1e-12 ? by : 1);
    }
  }
  return result;
}

export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
