-- a chunk of a batch works in all systems at once: it has a slot of each, before it takes anybody in hand
create table rechtop.chunk_slot (
  chunk_id uuid not null,
  system text not null,
  until timestamptz not null,
  primary key (chunk_id, system)
);
create index chunk_slot_system on rechtop.chunk_slot (system);
-- whoever is woken keeps its place until it has a slot
alter table rechtop.slot_wait add column woken_at timestamptz;
