/**
 * Where something of a package stands. Its seal is bound to it, so that what was moved within a package, or to another
 * person's, does not open.
 */
export const placeOfPart = (requestId: string, part: number): string => `package ${requestId}, part ${part}`

export const placeOfPiece = (requestId: string, number: number, piece: number): string =>
  `package ${requestId}, file ${number}, piece ${piece}`

export const placeOfOrder = (requestId: string, number: number): string =>
  `package ${requestId}, file ${number}, order`

export const placeOfName = (requestId: string, number: number): string =>
  `package ${requestId}, file ${number}, name`
