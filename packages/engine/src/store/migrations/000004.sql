-- what is due is looked for every few seconds, and a request that closes looks for what else there is of its person:
-- neither may read all that was ever asked
create index request_worked on rechtop.request (created_at, id)
  where phase in ('locate', 'run', 'verify', 'export', 'files');
create index run_open on rechtop.run (request_id, round) where status in ('pending', 'running', 'waiting');
create index request_pseudonym on rechtop.request (pseudonym);
create index ledger_identifier_match_id on rechtop.ledger_identifier (match_id);
create index package_expires_at on rechtop.package (expires_at);
