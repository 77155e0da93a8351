-- who is urgent goes before those that came first
alter table rechtop.slot_wait add column priority integer not null default 0;
drop index rechtop.slot_wait_system;
create index slot_wait_system on rechtop.slot_wait (system, priority desc, place);
update rechtop.slot_wait set priority = request.priority
  from rechtop.run join rechtop.request on request.id = run.request_id where run.id = slot_wait.run_id;
