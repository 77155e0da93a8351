-- the job that has the people of a chunk in hand: when it is not at work any more they are others' at once
create table rechtop.chunk (
  id uuid primary key,
  job_id uuid not null,
  request_ids jsonb not null,
  until timestamptz not null
);
-- no chunk is at work while the store is brought up to date
delete from rechtop.chunk_slot;
alter table rechtop.chunk_slot add column job_id uuid not null;
