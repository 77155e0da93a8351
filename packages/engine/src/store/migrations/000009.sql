-- an ended erasure is looked at again after days; what it needs for that is sealed, and goes with the last look
create table rechtop.recheck (
  request_id uuid primary key references rechtop.request (id),
  subject_sealed text not null,
  remaining jsonb not null,
  look_at timestamptz not null,
  attempts integer not null
);
create index recheck_look_at on rechtop.recheck (look_at);
