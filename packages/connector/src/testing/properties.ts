import { abortProperties } from './abort-properties.ts'
import { batchProperties } from './batch-properties.ts'
import type { Property } from './conformance-system.ts'
import { consentProperties } from './consent-properties.ts'
import { crashProperties } from './crash-properties.ts'
import { declarationProperties } from './declaration-properties.ts'
import { dueProperties } from './due-properties.ts'
import { eraseProperties } from './erase-properties.ts'
import { exportProperties } from './export-properties.ts'
import { faultProperties } from './fault-properties.ts'
import { fileProperties } from './file-properties.ts'
import { findProperties } from './find-properties.ts'
import { paceProperties } from './pace-properties.ts'
import { pageProperties } from './page-properties.ts'
import { placeholderProperties } from './placeholder-properties.ts'
import { rectifyProperties } from './rectify-properties.ts'
import { referenceProperties } from './reference-properties.ts'
import { restrictProperties } from './restrict-properties.ts'
import { secrecyProperties } from './secrecy-properties.ts'
import { selectionProperties } from './selection-properties.ts'
import { suppressProperties } from './suppress-properties.ts'

/** All that a connector must hold to, in the order in which it is built. */
export const properties: readonly Property[] = [
  ...declarationProperties,
  ...findProperties,
  ...pageProperties,
  ...exportProperties,
  ...fileProperties,
  ...eraseProperties,
  ...selectionProperties,
  ...referenceProperties,
  ...batchProperties,
  ...crashProperties,
  ...placeholderProperties,
  ...rectifyProperties,
  ...restrictProperties,
  ...consentProperties,
  ...suppressProperties,
  ...dueProperties,
  ...faultProperties,
  ...abortProperties,
  ...paceProperties,
  ...secrecyProperties,
]
