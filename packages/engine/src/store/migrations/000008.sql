-- what was done under a key, for every mutation and not only for new requests
create table rechtop.idempotency (
  actor_hash text not null,
  key_hash text not null,
  mutation text not null,
  input_hash text not null,
  -- no foreign key: a key is written before its request, so that whoever comes second waits for the first
  request_id uuid not null,
  at timestamptz not null,
  primary key (actor_hash, key_hash)
);
create index idempotency_at on rechtop.idempotency (at);

-- a hash of whoever asked can't be made here: of a key without one it is the actor of its request
insert into rechtop.idempotency (actor_hash, key_hash, mutation, input_hash, request_id, at)
  select '', idempotency_key, right_exercised, input_hash, id, created_at
  from rechtop.request where idempotency_key is not null;
alter table rechtop.request drop column idempotency_key;
alter table rechtop.request drop column input_hash;

-- which open request of a right has which match to itself
create table rechtop.request_match (
  right_exercised text not null,
  match_id text not null,
  request_id uuid not null references rechtop.request (id),
  primary key (right_exercised, match_id)
);
create index request_match_request_id on rechtop.request_match (request_id);
create index request_duplicate_of on rechtop.request (duplicate_of) where duplicate_of is not null;

-- the plan that was seen, approved or carried out before the one that is there now
alter table rechtop.request add column previous_plan_sealed text;
