-- a chunk has a slot for its runs, which have no jobs by which it would be known that their worker is gone
alter table rechtop.slot add column chunk_until timestamptz;
