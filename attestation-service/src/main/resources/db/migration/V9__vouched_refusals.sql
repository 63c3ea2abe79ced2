-- Why a manager's last report on a host was refused; no row where it was not.
create table vouched_refusal (
    host   text collate "C" primary key,
    code   text not null,
    reason text not null
);
