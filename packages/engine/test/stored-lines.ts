/** The lines of all runs as rows, to be selected from. */
export const storedLines = `rechtop.run cross join lateral jsonb_to_recordset(run.lines)
  as line (id uuid, holding text, status text, planned int, done int, failure jsonb, why text)`
