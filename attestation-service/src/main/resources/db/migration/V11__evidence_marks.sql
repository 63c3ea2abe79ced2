-- Evidence with which the trust in a host changed, or that answered a demand: it stays for as long as evidence is kept at all.
-- No foreign key: evidence is removed in masses, and marks are forgotten by their own age.
create table evidence_mark (
    evidence uuid primary key,
    marked_at timestamptz not null
);

create index evidence_mark_age on evidence_mark (marked_at);

-- Of what was kept before nobody knows which it was.
insert into evidence_mark select id, received_at from evidence;
