/** Small dense linear algebra: Gaussian elimination with pivoting. */

/** Solves `matrix · x = right` for a square matrix in row order; null when it is singular. */
export function solveSquare(matrix: ArrayLike<number>, right: ArrayLike<number>): number[] | null {
  const n = right.length;
  const rows = Array.from({ length: n }, (_, i) => [...Array.from({ length: n }, (__, j) => matrix[i * n + j] ?? 0), right[i] ?? 0]);
  for (let column = 0; column < n; column++) {
    let best = column;
    for (let i = column + 1; i < n; i++) if (Math.abs(rows[i]?.[column] ?? 0) > Math.abs(rows[best]?.[column] ?? 0)) best = i;
    const pivotRow = rows[best];
    const other = rows[column];
    const pivot = pivotRow?.[column] ?? 0;
    if (!pivotRow || !other || Math.abs(pivot) < 1e-300) return null;
    rows[best] = other;
    rows[column] = pivotRow;
    for (let i = 0; i < n; i++) {
      const row = rows[i];
      if (!row || i === column) continue;
      const factor = (row[column] ?? 0) / pivot;
      if (factor) for (let j = column; j <= n; j++) row[j] = (row[j] ?? 0) - factor * (pivotRow[j] ?? 0);
    }
  }
  return rows.map((row, i) => (row[n] ?? 0) / (row[i] ?? 1));
}
