// Plain JavaScript for any Node: says what is missing before a newer syntax fails without a word.
const major = Number(process.versions.node.split('.')[0])
if (major < 24) {
  console.error(
    `Rechtop needs Node 24 or newer; this is Node ${process.versions.node}. ` +
      'The package "node" brings it where it has a build for the platform; elsewhere install Node 24 and try again.',
  )
  process.exit(1)
}
