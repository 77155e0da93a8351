-- what of a batch nobody has begun is found without reading what has ended
create index request_unbegun on rechtop.request (batch_id, created_at, id)
  where batch_id is not null and phase = 'locate' and located_sealed is null;
