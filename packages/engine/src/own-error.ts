/** Something on Rechtop's own side: its database, or another worker. Never the fault of a system that is called. */
export class OwnError extends Error {}
