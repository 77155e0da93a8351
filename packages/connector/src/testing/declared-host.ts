/** Whether `hosts` names this host itself, or only a host above it by a wildcard, or does not name it. */
export function declaredAs(host: string, hosts: readonly string[]): 'exactly' | 'by wildcard' | 'not' {
  if (hosts.includes(host)) return 'exactly'
  // `*.example.org` is what lies below example.org, and not example.org
  const isBelow = hosts.some((one) => one.startsWith('*.') && host.endsWith(one.slice(1)))
  return isBelow ? 'by wildcard' : 'not'
}
