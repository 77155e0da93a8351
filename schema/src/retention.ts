/** A calendar period as ISO 8601 writes it: `P7Y`, `P2M`, `P30D`. Months clamp: 31 January + P1M = 28 February. */
export type Period = `P${number}${'Y' | 'M' | 'D'}`

/**
 * How long the fields of one purpose stay when a subject asks for erasure. `Field` is a field of the holding's own
 * record type.
 */
export type Keep<Field extends string> =
  /** Until asked: nothing stands in the way of erasing it. */
  | 'until-asked'
  /**
   * A period from the date in `from`; with `endOf: 'financial-year'` from the end of the company's financial year in
   * which that date falls (AWR art. 52(4) as the Dutch tax office counts). An unreadable date leaves it undecided.
   */
  | {
      readonly period: Period
      readonly from: Field
      readonly endOf?: 'financial-year'
      readonly citation: string
    }
  /** As long as a record of that holding, under the same locator, stays: the customer row that an invoice needs. */
  | { readonly with: string }
  /** As long as a fact holds that some holding `provides` as a date: the contract runs until its end date. */
  | { readonly while: string; readonly citation: string }
