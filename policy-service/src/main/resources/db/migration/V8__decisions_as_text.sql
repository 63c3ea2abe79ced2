-- A decision is kept as the text that it is read back as. To take it apart as jsonb and to compress it was most of what
-- keeping one cost the database, and nobody looks into it but the audit of moves, seldom.
-- contract: replicas of before go on: they read a text, and what they write is cast where it is assigned. Only their audits
-- of moves fail meanwhile, and those of a new replica, or their own next ones, look at the same.
alter table decision alter column document type text using document::text;
alter table decision alter column document set storage external;
alter table decision set (toast_tuple_target = 8160);

comment on column policy_set_version.digest is
    'SHA-256 of the document: decisions and their events name the versions that they rest on by it, and are looked up by it';
