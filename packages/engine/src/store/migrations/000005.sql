-- why a request waits, and what happened to it; who waits for a person's word needs attention
alter table rechtop.request add column reason text;
alter table rechtop.request add column duplicate_of uuid references rechtop.request (id);

update rechtop.request set reason = 'undecided', status = 'needs-attention', next_attempt_at = null, version = version + 1
  where phase = 'decide';
update rechtop.request set version = version + 1, reason = case phase
    when 'run' then 'systems-work' when 'verify' then 'left-over' else 'unreachable' end
  where phase <> 'decide' and status in ('waiting', 'needs-attention');
update rechtop.request set next_attempt_at = now() where status = 'waiting' and next_attempt_at is null;

alter table rechtop.request add constraint request_waits_for_something check (
  (status not in ('waiting', 'needs-attention') or reason is not null)
  and (status <> 'waiting' or next_attempt_at is not null));

create table rechtop.request_event (
  request_id uuid not null references rechtop.request (id),
  number integer not null,
  at timestamptz not null,
  kind text not null,
  status text not null,
  reason text,
  actor text,
  primary key (request_id, number)
);

create table rechtop.request_skip (
  request_id uuid not null references rechtop.request (id),
  system text not null,
  -- empty: the whole system
  holding text not null,
  why text not null,
  actor text not null,
  at timestamptz not null,
  primary key (request_id, system, holding)
);
