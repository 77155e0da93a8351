alter table rechtop.package add column proof text not null default '';

-- exports were not sealed to their places: those that are being written begin anew, and finished ones are asked for anew
delete from rechtop.package_file_part;
delete from rechtop.package_file;
delete from rechtop.package_part;
delete from rechtop.package;
update rechtop.request set phase = 'locate', version = version + 1 where phase = 'files';
