export { theSystem } from './the-system.ts'
