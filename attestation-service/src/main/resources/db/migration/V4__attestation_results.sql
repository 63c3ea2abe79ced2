-- The newest attestation result of each host as it was signed; no row where it was not.
create table attestation_result (
    host     text collate "C" primary key,
    -- number of the event that said it
    sequence bigint not null,
    jwt      text   not null
);
