-- 共有の PostgreSQL の役割(least rights)。データベースの持ち主(表を作った人)が、`divide-app db upgrade` のあとに実行します。
-- 何度実行しても同じになります。版を上げたあとも、もう一度実行してください。
--   psql "$ADDRESS" --set ON_ERROR_STOP=1 --file db/roles.sql
-- そのあと、人ごとにログインを作り、役割を一つ渡します。
--   CREATE ROLE tanaka LOGIN IN ROLE kakehashi_office;   -- パスワードは \password tanaka で
--
-- kakehashi_office  事務所:すべての仕事。操作の記録は加えるだけで、だれも変えたり消したりできません。
-- kakehashi_hall    会場:受付だけ。書けるのは受付の記録、読めるのは受付に要る表だけで、連絡、取り込み、下書きなどは読めません。
-- kakehashi_read    読むだけ:一覧と報告。利用者のパスワードの元と、受付票の鍵は読めません。

DO $$
DECLARE
    role_name text;
BEGIN
    FOREACH role_name IN ARRAY ARRAY['kakehashi_office', 'kakehashi_hall', 'kakehashi_read'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN', role_name);
        END IF;
    END LOOP;
END $$;

REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, kakehashi_office, kakehashi_hall, kakehashi_read;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, kakehashi_office, kakehashi_hall, kakehashi_read;
REVOKE CREATE ON SCHEMA public FROM PUBLIC, kakehashi_office, kakehashi_hall, kakehashi_read;
GRANT USAGE ON SCHEMA public TO kakehashi_office, kakehashi_hall, kakehashi_read;

-- 事務所
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO kakehashi_office;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO kakehashi_office;
REVOKE UPDATE, DELETE ON audit_entries FROM kakehashi_office;
REVOKE INSERT, UPDATE, DELETE ON alembic_version, schema_fingerprint FROM kakehashi_office;

-- 会場
GRANT SELECT ON
    alembic_version, schema_fingerprint, offices, users, sections, venues, rooms, courses, class_sessions,
    seat_rules, applications, former_tickets, ticket_keys, participants, participant_search, walk_ins,
    attendance_events, attendances, attendance_summaries, presence_marks, supporters, assignments, person_merges,
    audit_entries
TO kakehashi_hall;
GRANT INSERT ON attendance_events, attendances, attendance_summaries, walk_ins, audit_entries TO kakehashi_hall;
GRANT UPDATE ON attendances, attendance_summaries TO kakehashi_hall;
GRANT UPDATE (present) ON class_sessions TO kakehashi_hall;
GRANT UPDATE (signed_in_at) ON users TO kakehashi_hall;
GRANT SELECT, INSERT, UPDATE, DELETE ON sign_in_tries TO kakehashi_hall;

-- 読むだけ
GRANT SELECT ON ALL TABLES IN SCHEMA public TO kakehashi_read;
REVOKE SELECT ON users, machine_tokens, sign_in_tries, ticket_keys, drafts FROM kakehashi_read;
GRANT SELECT (id, name, role, is_disabled, created_at, signed_in_at) ON users TO kakehashi_read;
