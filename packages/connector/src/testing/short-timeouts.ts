const soon = 300

/** Lets every `AbortSignal.timeout` end after 0.3 seconds, so that a silent system is not waited for in real time. */
export async function withShortTimeouts<Result>(work: () => Promise<Result>): Promise<Result> {
  const real = AbortSignal.timeout.bind(AbortSignal)
  AbortSignal.timeout = (milliseconds) => real(Math.min(milliseconds, soon))
  try {
    return await work()
  } finally {
    AbortSignal.timeout = real
  }
}
