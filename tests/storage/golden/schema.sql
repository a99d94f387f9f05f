-- postgresql
CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL,
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
CREATE TABLE application_calls (
    id UUID NOT NULL,
    application_id UUID NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    channel TEXT NOT NULL,
    outcome TEXT NOT NULL,
    actor TEXT NOT NULL,
    CONSTRAINT pk_application_calls PRIMARY KEY (id)
);
CREATE TABLE applications (
    id UUID NOT NULL,
    course_id UUID NOT NULL,
    participant_id UUID NOT NULL,
    status TEXT NOT NULL,
    applied_at TIMESTAMP WITH TIME ZONE NOT NULL,
    channel TEXT NOT NULL,
    place INTEGER,
    ticket_code TEXT NOT NULL,
    ticket_revoked BOOLEAN NOT NULL,
    receipt_number TEXT NOT NULL,
    answer TEXT NOT NULL,
    memo TEXT NOT NULL,
    heard TEXT NOT NULL,
    purpose_version INTEGER NOT NULL,
    state TEXT NOT NULL,
    number INTEGER NOT NULL,
    group_id UUID,
    promoted_at TIMESTAMP WITH TIME ZONE,
    reason TEXT NOT NULL,
    CONSTRAINT fk_applications_course_id_courses FOREIGN KEY (course_id) REFERENCES courses(id),
    CONSTRAINT fk_applications_participant_id_participants FOREIGN KEY (participant_id) REFERENCES participants(id),
    CONSTRAINT pk_applications PRIMARY KEY (id),
    CONSTRAINT uq_applications_course_id UNIQUE (course_id, participant_id),
    CONSTRAINT uq_applications_ticket_code UNIQUE (ticket_code)
);
CREATE TABLE appointments (
    id UUID NOT NULL,
    supporter_id UUID NOT NULL,
    kind TEXT NOT NULL,
    first_day DATE NOT NULL,
    last_day DATE,
    CONSTRAINT fk_appointments_supporter_id_supporters FOREIGN KEY (supporter_id) REFERENCES supporters(id),
    CONSTRAINT pk_appointments PRIMARY KEY (id),
    CONSTRAINT uq_appointments_supporter_id UNIQUE (supporter_id, kind, first_day)
);
CREATE TABLE assignments (
    id UUID NOT NULL,
    class_session_id UUID NOT NULL,
    supporter_id UUID NOT NULL,
    role TEXT NOT NULL,
    planned_minutes INTEGER NOT NULL,
    actual_minutes INTEGER,
    is_locked BOOLEAN NOT NULL,
    reason TEXT NOT NULL,
    told_start TIMESTAMP WITH TIME ZONE,
    CONSTRAINT fk_assignments_class_session_id_class_sessions FOREIGN KEY (class_session_id) REFERENCES class_sessions(id),
    CONSTRAINT fk_assignments_supporter_id_supporters FOREIGN KEY (supporter_id) REFERENCES supporters(id),
    CONSTRAINT pk_assignments PRIMARY KEY (id),
    CONSTRAINT uq_assignments_class_session_id UNIQUE (class_session_id, supporter_id)
);
CREATE TABLE attendance_events (
    id UUID NOT NULL,
    class_session_id UUID NOT NULL,
    attendee_id UUID,
    is_walk_in BOOLEAN NOT NULL,
    kind TEXT NOT NULL,
    result TEXT NOT NULL,
    reason TEXT,
    forced_reason TEXT NOT NULL,
    happened_at TIMESTAMP WITH TIME ZONE NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    device TEXT NOT NULL,
    nonce TEXT,
    undoes UUID,
    band TEXT,
    sex TEXT NOT NULL,
    CONSTRAINT fk_attendance_events_class_session_id_class_sessions FOREIGN KEY (class_session_id) REFERENCES class_sessions(id),
    CONSTRAINT pk_attendance_events PRIMARY KEY (id)
);
CREATE TABLE attendance_summaries (
    month INTEGER NOT NULL,
    venue_id UUID NOT NULL,
    band TEXT NOT NULL,
    sex TEXT NOT NULL,
    attendances INTEGER NOT NULL,
    CONSTRAINT pk_attendance_summaries PRIMARY KEY (month, venue_id, band, sex)
);
CREATE TABLE attendances (
    class_session_id UUID NOT NULL,
    attendee_id UUID NOT NULL,
    participant_id UUID,
    is_walk_in BOOLEAN NOT NULL,
    band TEXT NOT NULL,
    sex TEXT NOT NULL,
    district TEXT NOT NULL,
    present BOOLEAN NOT NULL,
    is_inside BOOLEAN NOT NULL,
    first_in TIMESTAMP WITH TIME ZONE,
    last_out TIMESTAMP WITH TIME ZONE,
    minutes INTEGER NOT NULL,
    CONSTRAINT fk_attendances_class_session_id_class_sessions FOREIGN KEY (class_session_id) REFERENCES class_sessions(id),
    CONSTRAINT fk_attendances_participant_id_participants FOREIGN KEY (participant_id) REFERENCES participants(id),
    CONSTRAINT pk_attendances PRIMARY KEY (class_session_id, attendee_id)
);
CREATE TABLE audit_entries (
    number INTEGER NOT NULL,
    id UUID NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    actor TEXT NOT NULL,
    act TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail JSON NOT NULL,
    previous_hash TEXT NOT NULL,
    hash TEXT NOT NULL,
    CONSTRAINT pk_audit_entries PRIMARY KEY (number)
);
CREATE TABLE catalogue (
    id UUID NOT NULL,
    title TEXT NOT NULL,
    topic TEXT NOT NULL,
    kind TEXT NOT NULL,
    level TEXT NOT NULL,
    minutes INTEGER NOT NULL,
    sessions INTEGER NOT NULL,
    prerequisites TEXT NOT NULL,
    people_per_supporter INTEGER NOT NULL,
    staffing JSON NOT NULL,
    materials TEXT NOT NULL,
    description TEXT NOT NULL,
    CONSTRAINT pk_catalogue PRIMARY KEY (id),
    CONSTRAINT uq_catalogue_title UNIQUE (title)
);
CREATE TABLE class_sessions (
    id UUID NOT NULL,
    course_id UUID NOT NULL,
    number INTEGER NOT NULL,
    kind TEXT NOT NULL,
    starts_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ends_at TIMESTAMP WITH TIME ZONE NOT NULL,
    venue_id UUID,
    room_id UUID,
    state TEXT NOT NULL,
    cancelled_reason TEXT NOT NULL,
    forced_reason TEXT NOT NULL,
    time_is_known BOOLEAN NOT NULL,
    note TEXT NOT NULL,
    source_key TEXT NOT NULL,
    source JSON NOT NULL,
    lending JSON,
    month INTEGER NOT NULL,
    minutes INTEGER NOT NULL,
    present INTEGER NOT NULL,
    CONSTRAINT fk_class_sessions_course_id_courses FOREIGN KEY (course_id) REFERENCES courses(id),
    CONSTRAINT fk_class_sessions_room_id_rooms FOREIGN KEY (room_id) REFERENCES rooms(id),
    CONSTRAINT fk_class_sessions_venue_id_venues FOREIGN KEY (venue_id) REFERENCES venues(id),
    CONSTRAINT pk_class_sessions PRIMARY KEY (id),
    CONSTRAINT uq_class_sessions_course_id UNIQUE (course_id, number)
);
CREATE TABLE closures (
    id UUID NOT NULL,
    venue_id UUID,
    first_day DATE NOT NULL,
    last_day DATE NOT NULL,
    reason TEXT NOT NULL,
    CONSTRAINT fk_closures_venue_id_venues FOREIGN KEY (venue_id) REFERENCES venues(id),
    CONSTRAINT pk_closures PRIMARY KEY (id)
);
CREATE TABLE courses (
    id UUID NOT NULL,
    title TEXT NOT NULL,
    title_key TEXT NOT NULL,
    kana TEXT NOT NULL,
    kind TEXT NOT NULL,
    topic TEXT NOT NULL,
    capacity INTEGER,
    selection TEXT NOT NULL,
    apply_from TIMESTAMP WITH TIME ZONE,
    apply_until TIMESTAMP WITH TIME ZONE,
    owners JSON NOT NULL,
    partners JSON NOT NULL,
    audience TEXT NOT NULL,
    description TEXT NOT NULL,
    apply_url TEXT NOT NULL,
    phone TEXT NOT NULL,
    contact TEXT NOT NULL,
    fee TEXT NOT NULL,
    belongings TEXT NOT NULL,
    check_in_opens_minutes INTEGER NOT NULL,
    question TEXT NOT NULL,
    people_per_supporter INTEGER NOT NULL,
    staffing JSON NOT NULL,
    cancelled_reason TEXT NOT NULL,
    is_cancelled BOOLEAN NOT NULL,
    source_key TEXT NOT NULL,
    source JSON NOT NULL,
    lending JSON NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_courses PRIMARY KEY (id)
);
CREATE TABLE districts (
    id UUID NOT NULL,
    name TEXT NOT NULL,
    CONSTRAINT pk_districts PRIMARY KEY (id),
    CONSTRAINT uq_districts_name UNIQUE (name)
);
CREATE TABLE drafts (
    device TEXT NOT NULL,
    form TEXT NOT NULL,
    content JSON NOT NULL,
    kept_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_drafts PRIMARY KEY (device, form)
);
CREATE TABLE draw_entrants (
    draw_id UUID NOT NULL,
    number INTEGER NOT NULL,
    application_id UUID NOT NULL,
    rank INTEGER NOT NULL,
    is_winner BOOLEAN NOT NULL,
    CONSTRAINT fk_draw_entrants_draw_id_draws FOREIGN KEY (draw_id) REFERENCES draws(id),
    CONSTRAINT pk_draw_entrants PRIMARY KEY (draw_id, number)
);
CREATE TABLE draws (
    id UUID NOT NULL,
    course_id UUID NOT NULL,
    number INTEGER NOT NULL,
    seed TEXT NOT NULL,
    entrants_digest TEXT NOT NULL,
    prepared_at TIMESTAMP WITH TIME ZONE NOT NULL,
    prepared_by TEXT NOT NULL,
    drawn_at TIMESTAMP WITH TIME ZONE,
    record TEXT NOT NULL,
    digest TEXT NOT NULL,
    cancelled_at TIMESTAMP WITH TIME ZONE,
    cancelled_reason TEXT NOT NULL,
    CONSTRAINT fk_draws_course_id_courses FOREIGN KEY (course_id) REFERENCES courses(id),
    CONSTRAINT pk_draws PRIMARY KEY (id),
    CONSTRAINT uq_draws_course_id UNIQUE (course_id, number)
);
CREATE TABLE former_tickets (
    code TEXT NOT NULL,
    application_id UUID NOT NULL,
    replaced_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT fk_former_tickets_application_id_applications FOREIGN KEY (application_id) REFERENCES applications(id),
    CONSTRAINT pk_former_tickets PRIMARY KEY (code)
);
CREATE TABLE hall_packages (
    id UUID NOT NULL,
    office_id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    created_by TEXT NOT NULL,
    class_session_ids JSON NOT NULL,
    people INTEGER NOT NULL,
    returned_at TIMESTAMP WITH TIME ZONE,
    acts INTEGER NOT NULL,
    file_digest TEXT NOT NULL,
    wiped_at TIMESTAMP WITH TIME ZONE,
    wiped_by TEXT NOT NULL,
    CONSTRAINT pk_hall_packages PRIMARY KEY (id)
);
CREATE TABLE heard_ways (
    position INTEGER NOT NULL,
    word TEXT NOT NULL,
    CONSTRAINT pk_heard_ways PRIMARY KEY ("position")
);
CREATE TABLE holiday_corrections (
    day DATE NOT NULL,
    name TEXT NOT NULL,
    CONSTRAINT pk_holiday_corrections PRIMARY KEY (day)
);
CREATE TABLE hours_changes (
    id UUID NOT NULL,
    assignment_id UUID NOT NULL,
    before INTEGER,
    after INTEGER,
    reason TEXT NOT NULL,
    actor TEXT NOT NULL,
    changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT fk_hours_changes_assignment_id_assignments FOREIGN KEY (assignment_id) REFERENCES assignments(id),
    CONSTRAINT pk_hours_changes PRIMARY KEY (id)
);
CREATE TABLE import_profiles (
    id UUID NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    content JSON NOT NULL,
    changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_import_profiles PRIMARY KEY (id),
    CONSTRAINT uq_import_profiles_kind UNIQUE (kind, name)
);
CREATE TABLE import_receipts (
    course_id UUID NOT NULL,
    source TEXT NOT NULL,
    number TEXT NOT NULL,
    application_id UUID NOT NULL,
    CONSTRAINT fk_import_receipts_application_id_applications FOREIGN KEY (application_id) REFERENCES applications(id),
    CONSTRAINT fk_import_receipts_course_id_courses FOREIGN KEY (course_id) REFERENCES courses(id),
    CONSTRAINT pk_import_receipts PRIMARY KEY (course_id, source, number)
);
CREATE TABLE import_runs (
    id UUID NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    actor TEXT NOT NULL,
    kind TEXT NOT NULL,
    profile TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    added INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    undone_at TIMESTAMP WITH TIME ZONE,
    things JSON NOT NULL,
    CONSTRAINT pk_import_runs PRIMARY KEY (id)
);
CREATE TABLE lending_stocks (
    id UUID NOT NULL,
    name TEXT NOT NULL,
    quantity INTEGER NOT NULL,
    turnaround_minutes INTEGER NOT NULL,
    serves_wishes BOOLEAN NOT NULL,
    note TEXT NOT NULL,
    CONSTRAINT pk_lending_stocks PRIMARY KEY (id),
    CONSTRAINT uq_lending_stocks_name UNIQUE (name)
);
CREATE TABLE letter_settings (
    id UUID NOT NULL,
    content JSON NOT NULL,
    changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_letter_settings PRIMARY KEY (id)
);
CREATE TABLE machine_tokens (
    id UUID NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    digest TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    last_day DATE,
    withdrawn_at TIMESTAMP WITH TIME ZONE,
    used_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_machine_tokens PRIMARY KEY (id),
    CONSTRAINT uq_machine_tokens_digest UNIQUE (digest),
    CONSTRAINT uq_machine_tokens_name UNIQUE (name)
);
CREATE TABLE mailings (
    id UUID NOT NULL,
    application_id UUID NOT NULL,
    kind TEXT NOT NULL,
    channel TEXT NOT NULL,
    first_at TIMESTAMP WITH TIME ZONE NOT NULL,
    last_at TIMESTAMP WITH TIME ZONE NOT NULL,
    times INTEGER NOT NULL,
    actor TEXT NOT NULL,
    CONSTRAINT fk_mailings_application_id_applications FOREIGN KEY (application_id) REFERENCES applications(id),
    CONSTRAINT pk_mailings PRIMARY KEY (id),
    CONSTRAINT uq_mailings_application_id UNIQUE (application_id, kind)
);
CREATE TABLE meetings_before (
    id UUID NOT NULL,
    class_session_id UUID NOT NULL,
    course_id UUID NOT NULL,
    number INTEGER NOT NULL,
    supporter_id UUID,
    noted_at TIMESTAMP WITH TIME ZONE NOT NULL,
    starts_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ends_at TIMESTAMP WITH TIME ZONE NOT NULL,
    time_is_known BOOLEAN NOT NULL,
    venue TEXT NOT NULL,
    room TEXT NOT NULL,
    is_planned BOOLEAN NOT NULL,
    CONSTRAINT pk_meetings_before PRIMARY KEY (id)
);
CREATE TABLE merge_inbox (
    id UUID NOT NULL,
    package_id UUID NOT NULL,
    event_id UUID NOT NULL,
    event JSON NOT NULL,
    walk_in JSON,
    reason TEXT NOT NULL,
    received_at TIMESTAMP WITH TIME ZONE NOT NULL,
    state TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    decided_at TIMESTAMP WITH TIME ZONE,
    clock_minutes INTEGER NOT NULL,
    CONSTRAINT fk_merge_inbox_package_id_hall_packages FOREIGN KEY (package_id) REFERENCES hall_packages(id),
    CONSTRAINT pk_merge_inbox PRIMARY KEY (id)
);
CREATE TABLE month_remarks (
    month INTEGER NOT NULL,
    text TEXT NOT NULL,
    CONSTRAINT pk_month_remarks PRIMARY KEY (month)
);
CREATE TABLE not_same_people (
    first_id UUID NOT NULL,
    second_id UUID NOT NULL,
    said_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT fk_not_same_people_first_id_participants FOREIGN KEY (first_id) REFERENCES participants(id),
    CONSTRAINT fk_not_same_people_second_id_participants FOREIGN KEY (second_id) REFERENCES participants(id),
    CONSTRAINT pk_not_same_people PRIMARY KEY (first_id, second_id)
);
CREATE TABLE offices (
    id UUID NOT NULL,
    municipality TEXT NOT NULL,
    municipal_code TEXT NOT NULL,
    name TEXT NOT NULL,
    phone TEXT NOT NULL,
    opening_note TEXT NOT NULL,
    stamp_boxes JSON NOT NULL,
    band_layout TEXT NOT NULL,
    keep_years INTEGER NOT NULL,
    CONSTRAINT pk_offices PRIMARY KEY (id)
);
CREATE TABLE participant_search (
    number INTEGER NOT NULL,
    participant_id UUID NOT NULL,
    kana_key TEXT COLLATE "C" NOT NULL,
    tokens TEXT NOT NULL,
    CONSTRAINT fk_participant_search_participant_id_participants FOREIGN KEY (participant_id) REFERENCES participants(id),
    CONSTRAINT pk_participant_search PRIMARY KEY (number),
    CONSTRAINT uq_participant_search_participant_id UNIQUE (participant_id)
);
CREATE TABLE participants (
    id UUID NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT COLLATE "C" NOT NULL,
    kana TEXT NOT NULL,
    kana_key TEXT COLLATE "C" NOT NULL,
    birth_day DATE,
    birth_year INTEGER,
    band TEXT,
    band_as_of DATE,
    sex TEXT NOT NULL,
    phone TEXT NOT NULL,
    phone_key TEXT COLLATE "C" NOT NULL,
    postal_code TEXT NOT NULL,
    address TEXT NOT NULL,
    district TEXT NOT NULL,
    needs JSON NOT NULL,
    needs_text TEXT NOT NULL,
    phone_kind TEXT NOT NULL,
    memo TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    merged_into UUID,
    forgotten_at TIMESTAMP WITH TIME ZONE,
    residence TEXT NOT NULL,
    email TEXT NOT NULL,
    CONSTRAINT fk_participants_merged_into_participants FOREIGN KEY (merged_into) REFERENCES participants(id),
    CONSTRAINT pk_participants PRIMARY KEY (id)
);
CREATE TABLE person_merges (
    id UUID NOT NULL,
    kept_id UUID NOT NULL,
    gone_id UUID NOT NULL,
    merged_at TIMESTAMP WITH TIME ZONE NOT NULL,
    forced_reason TEXT NOT NULL,
    undone_at TIMESTAMP WITH TIME ZONE,
    before JSON NOT NULL,
    CONSTRAINT fk_person_merges_gone_id_participants FOREIGN KEY (gone_id) REFERENCES participants(id),
    CONSTRAINT fk_person_merges_kept_id_participants FOREIGN KEY (kept_id) REFERENCES participants(id),
    CONSTRAINT pk_person_merges PRIMARY KEY (id)
);
CREATE TABLE populations (
    id UUID NOT NULL,
    district_id UUID NOT NULL,
    band TEXT NOT NULL,
    sex TEXT NOT NULL,
    people INTEGER NOT NULL,
    CONSTRAINT fk_populations_district_id_districts FOREIGN KEY (district_id) REFERENCES districts(id),
    CONSTRAINT pk_populations PRIMARY KEY (id),
    CONSTRAINT uq_populations_district_id UNIQUE (district_id, band, sex)
);
CREATE TABLE presence_marks (
    id UUID NOT NULL,
    class_session_id UUID NOT NULL,
    participant_id UUID NOT NULL,
    presence TEXT NOT NULL,
    marked_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT fk_presence_marks_class_session_id_class_sessions FOREIGN KEY (class_session_id) REFERENCES class_sessions(id),
    CONSTRAINT fk_presence_marks_participant_id_participants FOREIGN KEY (participant_id) REFERENCES participants(id),
    CONSTRAINT pk_presence_marks PRIMARY KEY (id),
    CONSTRAINT uq_presence_marks_class_session_id UNIQUE (class_session_id, participant_id)
);
CREATE TABLE printed_sheets (
    id UUID NOT NULL,
    kind TEXT NOT NULL,
    class_session_id UUID NOT NULL,
    printed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    printed_by TEXT NOT NULL,
    layouts JSON NOT NULL,
    people JSON NOT NULL,
    bands JSON NOT NULL,
    sexes JSON NOT NULL,
    CONSTRAINT fk_printed_sheets_class_session_id_class_sessions FOREIGN KEY (class_session_id) REFERENCES class_sessions(id),
    CONSTRAINT pk_printed_sheets PRIMARY KEY (id)
);
CREATE TABLE purposes (
    version INTEGER NOT NULL,
    text TEXT NOT NULL,
    since TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_purposes PRIMARY KEY (version)
);
CREATE TABLE rooms (
    id UUID NOT NULL,
    venue_id UUID NOT NULL,
    name TEXT NOT NULL,
    seats INTEGER,
    CONSTRAINT fk_rooms_venue_id_venues FOREIGN KEY (venue_id) REFERENCES venues(id),
    CONSTRAINT pk_rooms PRIMARY KEY (id),
    CONSTRAINT uq_rooms_venue_id UNIQUE (venue_id, name)
);
CREATE TABLE roster_rules (
    id UUID NOT NULL,
    rules JSON NOT NULL,
    CONSTRAINT pk_roster_rules PRIMARY KEY (id)
);
CREATE TABLE scanned_files (
    id UUID NOT NULL,
    name TEXT NOT NULL,
    pages INTEGER NOT NULL,
    taken_in_at TIMESTAMP WITH TIME ZONE NOT NULL,
    taken_in_by TEXT NOT NULL,
    undone_at TIMESTAMP WITH TIME ZONE,
    undone_by TEXT NOT NULL,
    CONSTRAINT pk_scanned_files PRIMARY KEY (id)
);
CREATE TABLE scanned_marks (
    id UUID NOT NULL,
    page_id UUID NOT NULL,
    row INTEGER NOT NULL,
    class_session_id UUID NOT NULL,
    participant_id UUID,
    mark TEXT NOT NULL,
    band TEXT NOT NULL,
    sex TEXT NOT NULL,
    answer INTEGER,
    confidence DOUBLE PRECISION NOT NULL,
    doubt TEXT NOT NULL,
    seen JSON NOT NULL,
    state TEXT NOT NULL,
    clip BYTEA,
    event_id UUID,
    decided_by TEXT NOT NULL,
    decided_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT fk_scanned_marks_class_session_id_class_sessions FOREIGN KEY (class_session_id) REFERENCES class_sessions(id),
    CONSTRAINT fk_scanned_marks_page_id_scanned_pages FOREIGN KEY (page_id) REFERENCES scanned_pages(id),
    CONSTRAINT pk_scanned_marks PRIMARY KEY (id)
);
CREATE TABLE scanned_pages (
    id UUID NOT NULL,
    file_id UUID NOT NULL,
    number INTEGER NOT NULL,
    sheet_id UUID NOT NULL,
    page INTEGER NOT NULL,
    CONSTRAINT fk_scanned_pages_file_id_scanned_files FOREIGN KEY (file_id) REFERENCES scanned_files(id),
    CONSTRAINT fk_scanned_pages_sheet_id_printed_sheets FOREIGN KEY (sheet_id) REFERENCES printed_sheets(id),
    CONSTRAINT pk_scanned_pages PRIMARY KEY (id)
);
CREATE TABLE schema_fingerprint (
    revision TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    CONSTRAINT pk_schema_fingerprint PRIMARY KEY (revision)
);
CREATE TABLE seat_rules (
    course_id UUID NOT NULL,
    confirm_by_phone BOOLEAN NOT NULL,
    smaller_may_pass BOOLEAN NOT NULL,
    attempts INTEGER NOT NULL,
    answer_hours INTEGER NOT NULL,
    priorities JSON NOT NULL,
    CONSTRAINT fk_seat_rules_course_id_courses FOREIGN KEY (course_id) REFERENCES courses(id),
    CONSTRAINT pk_seat_rules PRIMARY KEY (course_id)
);
CREATE TABLE sections (
    id UUID NOT NULL,
    name TEXT NOT NULL,
    CONSTRAINT pk_sections PRIMARY KEY (id),
    CONSTRAINT uq_sections_name UNIQUE (name)
);
CREATE TABLE sign_in_tries (
    who TEXT NOT NULL,
    pc TEXT NOT NULL,
    tries INTEGER NOT NULL,
    last_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_sign_in_tries PRIMARY KEY (who, pc)
);
CREATE TABLE supporters (
    id UUID NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT COLLATE "C" NOT NULL,
    kana TEXT NOT NULL,
    kana_key TEXT COLLATE "C" NOT NULL,
    kind TEXT NOT NULL,
    organisation TEXT NOT NULL,
    skills JSON NOT NULL,
    languages JSON NOT NULL,
    districts JSON NOT NULL,
    monthly_limit INTEGER,
    weekly_limit INTEGER,
    phone TEXT NOT NULL,
    memo TEXT NOT NULL,
    insured_years JSON NOT NULL,
    availability JSON NOT NULL,
    contact JSON NOT NULL,
    CONSTRAINT pk_supporters PRIMARY KEY (id)
);
CREATE TABLE survey_words (
    number INTEGER NOT NULL,
    intro TEXT NOT NULL,
    questions JSON NOT NULL,
    CONSTRAINT pk_survey_words PRIMARY KEY (number)
);
CREATE TABLE targets (
    id UUID NOT NULL,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    metric TEXT NOT NULL,
    first_year INTEGER NOT NULL,
    last_year INTEGER NOT NULL,
    at_least INTEGER,
    baseline INTEGER,
    yearly JSON NOT NULL,
    owners JSON NOT NULL,
    rule JSON NOT NULL,
    actual_typed TEXT,
    note TEXT NOT NULL,
    CONSTRAINT pk_targets PRIMARY KEY (id)
);
CREATE TABLE tellings (
    id UUID NOT NULL,
    application_id UUID,
    supporter_id UUID,
    class_session_id UUID,
    kind TEXT NOT NULL,
    channel TEXT NOT NULL,
    outcome TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    actor TEXT NOT NULL,
    CONSTRAINT pk_tellings PRIMARY KEY (id)
);
CREATE TABLE ticket_keys (
    number INTEGER NOT NULL,
    key TEXT NOT NULL,
    CONSTRAINT pk_ticket_keys PRIMARY KEY (number)
);
CREATE TABLE users (
    id UUID NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    is_disabled BOOLEAN NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    signed_in_at TIMESTAMP WITH TIME ZONE,
    supporter_id UUID,
    CONSTRAINT fk_users_supporter_id_supporters FOREIGN KEY (supporter_id) REFERENCES supporters(id),
    CONSTRAINT pk_users PRIMARY KEY (id),
    CONSTRAINT uq_users_name UNIQUE (name)
);
CREATE TABLE venues (
    id UUID NOT NULL,
    name TEXT NOT NULL,
    kana TEXT NOT NULL,
    district TEXT NOT NULL,
    address TEXT NOT NULL,
    latitude DOUBLE PRECISION,
    longitude DOUBLE PRECISION,
    has_wifi BOOLEAN,
    opens_at TIME WITHOUT TIME ZONE,
    closes_at TIME WITHOUT TIME ZONE,
    closed_weekdays TEXT NOT NULL,
    phone TEXT NOT NULL,
    access TEXT NOT NULL,
    municipal_code TEXT NOT NULL,
    CONSTRAINT pk_venues PRIMARY KEY (id),
    CONSTRAINT uq_venues_name UNIQUE (name)
);
CREATE TABLE visit_requests (
    id UUID NOT NULL,
    organisation TEXT NOT NULL,
    contact_name TEXT NOT NULL,
    phone TEXT NOT NULL,
    postal_code TEXT NOT NULL,
    address TEXT NOT NULL,
    district TEXT NOT NULL,
    place TEXT NOT NULL,
    people INTEGER NOT NULL,
    catalogue_id UUID,
    topic TEXT NOT NULL,
    wishes JSON NOT NULL,
    memo TEXT NOT NULL,
    received_at TIMESTAMP WITH TIME ZONE NOT NULL,
    state TEXT NOT NULL,
    answer TEXT NOT NULL,
    chosen INTEGER,
    course_id UUID,
    replied_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT fk_visit_requests_course_id_courses FOREIGN KEY (course_id) REFERENCES courses(id),
    CONSTRAINT pk_visit_requests PRIMARY KEY (id)
);
CREATE TABLE walk_ins (
    id UUID NOT NULL,
    class_session_id UUID NOT NULL,
    name TEXT NOT NULL,
    band TEXT NOT NULL,
    sex TEXT NOT NULL,
    participant_id UUID,
    found_not JSON NOT NULL,
    CONSTRAINT fk_walk_ins_class_session_id_class_sessions FOREIGN KEY (class_session_id) REFERENCES class_sessions(id),
    CONSTRAINT fk_walk_ins_participant_id_participants FOREIGN KEY (participant_id) REFERENCES participants(id),
    CONSTRAINT pk_walk_ins PRIMARY KEY (id)
);
CREATE TABLE year_end_closing (
    number INTEGER NOT NULL,
    first_month INTEGER NOT NULL,
    first_day INTEGER NOT NULL,
    last_month INTEGER NOT NULL,
    last_day INTEGER NOT NULL,
    reason TEXT NOT NULL,
    is_closed BOOLEAN NOT NULL,
    CONSTRAINT pk_year_end_closing PRIMARY KEY (number)
);
CREATE UNIQUE INDEX alembic_version_pkc ON alembic_version USING btree (version_num);
CREATE INDEX ix_application_calls_application_id ON application_calls USING btree (application_id);
CREATE UNIQUE INDEX ix_applications_number ON applications USING btree (course_id, number);
CREATE INDEX ix_applications_participant_id ON applications USING btree (participant_id);
CREATE INDEX ix_applications_receipt ON applications USING btree (course_id, receipt_number);
CREATE INDEX ix_assignments_supporter_id ON assignments USING btree (supporter_id);
CREATE INDEX ix_attendance_events_class_session_id_attendee_id ON attendance_events USING btree (class_session_id, attendee_id);
CREATE INDEX ix_attendance_events_nonce ON attendance_events USING btree (nonce);
CREATE INDEX ix_attendances_participant_id_first_in ON attendances USING btree (participant_id, first_in);
CREATE INDEX ix_audit_entries_subject ON audit_entries USING btree (subject);
CREATE INDEX ix_class_sessions_counting ON class_sessions USING btree (month, kind, state, minutes, present, starts_at);
CREATE INDEX ix_class_sessions_room_id_starts_at ON class_sessions USING btree (room_id, starts_at);
CREATE INDEX ix_class_sessions_starts_at ON class_sessions USING btree (starts_at);
CREATE INDEX ix_class_sessions_state_ends_at ON class_sessions USING btree (state, ends_at);
CREATE INDEX ix_closures_venue_id ON closures USING btree (venue_id);
CREATE INDEX ix_courses_source_key ON courses USING btree (source_key);
CREATE INDEX ix_draw_entrants_application_id ON draw_entrants USING btree (application_id);
CREATE INDEX ix_former_tickets_application_id ON former_tickets USING btree (application_id);
CREATE INDEX ix_hours_changes_assignment_id ON hours_changes USING btree (assignment_id);
CREATE INDEX ix_import_receipts_application_id ON import_receipts USING btree (application_id);
CREATE INDEX ix_meetings_before_starts_at ON meetings_before USING btree (starts_at);
CREATE UNIQUE INDEX ix_merge_inbox_event_id ON merge_inbox USING btree (event_id);
CREATE INDEX ix_merge_inbox_state ON merge_inbox USING btree (state);
CREATE INDEX ix_not_same_people_second_id ON not_same_people USING btree (second_id);
CREATE INDEX ix_participant_search_tokens ON participant_search USING gin (to_tsvector('simple'::regconfig, tokens));
CREATE INDEX ix_participants_birth_day ON participants USING btree (birth_day);
CREATE INDEX ix_participants_kana_key ON participants USING btree (kana_key, birth_day);
CREATE INDEX ix_participants_merged_into ON participants USING btree (merged_into);
CREATE INDEX ix_participants_name_key ON participants USING btree (name_key);
CREATE INDEX ix_participants_phone_key ON participants USING btree (phone_key);
CREATE INDEX ix_person_merges_gone_id ON person_merges USING btree (gone_id);
CREATE INDEX ix_person_merges_kept_id ON person_merges USING btree (kept_id);
CREATE INDEX ix_presence_marks_participant_id ON presence_marks USING btree (participant_id);
CREATE INDEX ix_printed_sheets_class_session_id ON printed_sheets USING btree (class_session_id);
CREATE INDEX ix_scanned_marks_class_session_id ON scanned_marks USING btree (class_session_id);
CREATE INDEX ix_scanned_marks_page_id ON scanned_marks USING btree (page_id);
CREATE INDEX ix_scanned_marks_state ON scanned_marks USING btree (state);
CREATE INDEX ix_scanned_pages_file_id ON scanned_pages USING btree (file_id);
CREATE INDEX ix_scanned_pages_sheet_id_page ON scanned_pages USING btree (sheet_id, page);
CREATE INDEX ix_supporters_name_key ON supporters USING btree (name_key);
CREATE INDEX ix_tellings_application_id ON tellings USING btree (application_id);
CREATE INDEX ix_tellings_class_session_id ON tellings USING btree (class_session_id);
CREATE INDEX ix_tellings_supporter_id ON tellings USING btree (supporter_id);
CREATE INDEX ix_walk_ins_class_session_id ON walk_ins USING btree (class_session_id);
-- sqlite
CREATE TRIGGER participant_search_added AFTER INSERT ON participant_search BEGIN INSERT INTO participant_fts (rowid, tokens) VALUES (new.number, new.tokens); END;
CREATE TRIGGER participant_search_removed AFTER DELETE ON participant_search BEGIN INSERT INTO participant_fts (participant_fts, rowid, tokens) VALUES ('delete', old.number, old.tokens); END;
CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
CREATE TABLE application_calls (
    id CHAR(32) NOT NULL, 
    application_id CHAR(32) NOT NULL, 
    at DATETIME NOT NULL, 
    channel TEXT NOT NULL, 
    outcome TEXT NOT NULL, 
    actor TEXT NOT NULL, 
    CONSTRAINT pk_application_calls PRIMARY KEY (id)
);
CREATE TABLE applications (
    id CHAR(32) NOT NULL, 
    course_id CHAR(32) NOT NULL, 
    participant_id CHAR(32) NOT NULL, 
    status TEXT NOT NULL, 
    applied_at DATETIME NOT NULL, 
    channel TEXT NOT NULL, 
    place INTEGER, 
    ticket_code TEXT NOT NULL, 
    ticket_revoked BOOLEAN NOT NULL, 
    receipt_number TEXT NOT NULL, 
    answer TEXT NOT NULL, 
    memo TEXT NOT NULL, 
    heard TEXT NOT NULL, 
    purpose_version INTEGER NOT NULL, 
    state TEXT NOT NULL, 
    number INTEGER NOT NULL, 
    group_id CHAR(32), 
    promoted_at DATETIME, 
    reason TEXT NOT NULL, 
    CONSTRAINT pk_applications PRIMARY KEY (id), 
    CONSTRAINT fk_applications_course_id_courses FOREIGN KEY(course_id) REFERENCES courses (id), 
    CONSTRAINT fk_applications_participant_id_participants FOREIGN KEY(participant_id) REFERENCES participants (id), 
    CONSTRAINT uq_applications_course_id UNIQUE (course_id, participant_id), 
    CONSTRAINT uq_applications_ticket_code UNIQUE (ticket_code)
);
CREATE TABLE appointments (
    id CHAR(32) NOT NULL, 
    supporter_id CHAR(32) NOT NULL, 
    kind TEXT NOT NULL, 
    first_day DATE NOT NULL, 
    last_day DATE, 
    CONSTRAINT pk_appointments PRIMARY KEY (id), 
    CONSTRAINT fk_appointments_supporter_id_supporters FOREIGN KEY(supporter_id) REFERENCES supporters (id), 
    CONSTRAINT uq_appointments_supporter_id UNIQUE (supporter_id, kind, first_day)
);
CREATE TABLE assignments (
    id CHAR(32) NOT NULL, 
    class_session_id CHAR(32) NOT NULL, 
    supporter_id CHAR(32) NOT NULL, 
    role TEXT NOT NULL, 
    planned_minutes INTEGER NOT NULL, 
    actual_minutes INTEGER, 
    is_locked BOOLEAN NOT NULL, 
    reason TEXT NOT NULL, 
    told_start DATETIME, 
    CONSTRAINT pk_assignments PRIMARY KEY (id), 
    CONSTRAINT fk_assignments_class_session_id_class_sessions FOREIGN KEY(class_session_id) REFERENCES class_sessions (id), 
    CONSTRAINT fk_assignments_supporter_id_supporters FOREIGN KEY(supporter_id) REFERENCES supporters (id), 
    CONSTRAINT uq_assignments_class_session_id UNIQUE (class_session_id, supporter_id)
);
CREATE TABLE attendance_events (
    id CHAR(32) NOT NULL, 
    class_session_id CHAR(32) NOT NULL, 
    attendee_id CHAR(32), 
    is_walk_in BOOLEAN NOT NULL, 
    kind TEXT NOT NULL, 
    result TEXT NOT NULL, 
    reason TEXT, 
    forced_reason TEXT NOT NULL, 
    happened_at DATETIME NOT NULL, 
    recorded_at DATETIME NOT NULL, 
    device TEXT NOT NULL, 
    nonce TEXT, 
    undoes CHAR(32), 
    band TEXT, 
    sex TEXT NOT NULL, 
    CONSTRAINT pk_attendance_events PRIMARY KEY (id), 
    CONSTRAINT fk_attendance_events_class_session_id_class_sessions FOREIGN KEY(class_session_id) REFERENCES class_sessions (id)
);
CREATE TABLE attendance_summaries (
    month INTEGER NOT NULL, 
    venue_id CHAR(32) NOT NULL, 
    band TEXT NOT NULL, 
    sex TEXT NOT NULL, 
    attendances INTEGER NOT NULL, 
    CONSTRAINT pk_attendance_summaries PRIMARY KEY (month, venue_id, band, sex)
)
 WITHOUT ROWID

;
CREATE TABLE attendances (
    class_session_id CHAR(32) NOT NULL, 
    attendee_id CHAR(32) NOT NULL, 
    participant_id CHAR(32), 
    is_walk_in BOOLEAN NOT NULL, 
    band TEXT NOT NULL, 
    sex TEXT NOT NULL, 
    district TEXT NOT NULL, 
    present BOOLEAN NOT NULL, 
    is_inside BOOLEAN NOT NULL, 
    first_in DATETIME, 
    last_out DATETIME, 
    minutes INTEGER NOT NULL, 
    CONSTRAINT pk_attendances PRIMARY KEY (class_session_id, attendee_id), 
    CONSTRAINT fk_attendances_class_session_id_class_sessions FOREIGN KEY(class_session_id) REFERENCES class_sessions (id), 
    CONSTRAINT fk_attendances_participant_id_participants FOREIGN KEY(participant_id) REFERENCES participants (id)
)
 WITHOUT ROWID

;
CREATE TABLE audit_entries (
    number INTEGER NOT NULL, 
    id CHAR(32) NOT NULL, 
    at DATETIME NOT NULL, 
    actor TEXT NOT NULL, 
    act TEXT NOT NULL, 
    subject TEXT NOT NULL, 
    detail JSON NOT NULL, 
    previous_hash TEXT NOT NULL, 
    hash TEXT NOT NULL, 
    CONSTRAINT pk_audit_entries PRIMARY KEY (number)
);
CREATE TABLE catalogue (
    id CHAR(32) NOT NULL, 
    title TEXT NOT NULL, 
    topic TEXT NOT NULL, 
    kind TEXT NOT NULL, 
    level TEXT NOT NULL, 
    minutes INTEGER NOT NULL, 
    sessions INTEGER NOT NULL, 
    prerequisites TEXT NOT NULL, 
    people_per_supporter INTEGER NOT NULL, 
    staffing JSON NOT NULL, 
    materials TEXT NOT NULL, 
    description TEXT NOT NULL, 
    CONSTRAINT pk_catalogue PRIMARY KEY (id), 
    CONSTRAINT uq_catalogue_title UNIQUE (title)
);
CREATE TABLE class_sessions (
    id CHAR(32) NOT NULL, 
    course_id CHAR(32) NOT NULL, 
    number INTEGER NOT NULL, 
    kind TEXT NOT NULL, 
    starts_at DATETIME NOT NULL, 
    ends_at DATETIME NOT NULL, 
    venue_id CHAR(32), 
    room_id CHAR(32), 
    state TEXT NOT NULL, 
    cancelled_reason TEXT NOT NULL, 
    forced_reason TEXT NOT NULL, 
    time_is_known BOOLEAN NOT NULL, 
    note TEXT NOT NULL, 
    source_key TEXT NOT NULL, 
    source JSON NOT NULL, 
    lending JSON, 
    month INTEGER NOT NULL, 
    minutes INTEGER NOT NULL, 
    present INTEGER NOT NULL, 
    CONSTRAINT pk_class_sessions PRIMARY KEY (id), 
    CONSTRAINT fk_class_sessions_course_id_courses FOREIGN KEY(course_id) REFERENCES courses (id), 
    CONSTRAINT fk_class_sessions_room_id_rooms FOREIGN KEY(room_id) REFERENCES rooms (id), 
    CONSTRAINT fk_class_sessions_venue_id_venues FOREIGN KEY(venue_id) REFERENCES venues (id), 
    CONSTRAINT uq_class_sessions_course_id UNIQUE (course_id, number)
);
CREATE TABLE closures (
    id CHAR(32) NOT NULL, 
    venue_id CHAR(32), 
    first_day DATE NOT NULL, 
    last_day DATE NOT NULL, 
    reason TEXT NOT NULL, 
    CONSTRAINT pk_closures PRIMARY KEY (id), 
    CONSTRAINT fk_closures_venue_id_venues FOREIGN KEY(venue_id) REFERENCES venues (id)
);
CREATE TABLE courses (
    id CHAR(32) NOT NULL, 
    title TEXT NOT NULL, 
    title_key TEXT NOT NULL, 
    kana TEXT NOT NULL, 
    kind TEXT NOT NULL, 
    topic TEXT NOT NULL, 
    capacity INTEGER, 
    selection TEXT NOT NULL, 
    apply_from DATETIME, 
    apply_until DATETIME, 
    owners JSON NOT NULL, 
    partners JSON NOT NULL, 
    audience TEXT NOT NULL, 
    description TEXT NOT NULL, 
    apply_url TEXT NOT NULL, 
    phone TEXT NOT NULL, 
    contact TEXT NOT NULL, 
    fee TEXT NOT NULL, 
    belongings TEXT NOT NULL, 
    check_in_opens_minutes INTEGER NOT NULL, 
    question TEXT NOT NULL, 
    people_per_supporter INTEGER NOT NULL, 
    staffing JSON NOT NULL, 
    cancelled_reason TEXT NOT NULL, 
    is_cancelled BOOLEAN NOT NULL, 
    source_key TEXT NOT NULL, 
    source JSON NOT NULL, 
    lending JSON NOT NULL, 
    created_at DATETIME NOT NULL, 
    CONSTRAINT pk_courses PRIMARY KEY (id)
);
CREATE TABLE districts (
    id CHAR(32) NOT NULL, 
    name TEXT NOT NULL, 
    CONSTRAINT pk_districts PRIMARY KEY (id), 
    CONSTRAINT uq_districts_name UNIQUE (name)
);
CREATE TABLE drafts (
    device TEXT NOT NULL, 
    form TEXT NOT NULL, 
    content JSON NOT NULL, 
    kept_at DATETIME NOT NULL, 
    CONSTRAINT pk_drafts PRIMARY KEY (device, form)
);
CREATE TABLE draw_entrants (
    draw_id CHAR(32) NOT NULL, 
    number INTEGER NOT NULL, 
    application_id CHAR(32) NOT NULL, 
    rank INTEGER NOT NULL, 
    is_winner BOOLEAN NOT NULL, 
    CONSTRAINT pk_draw_entrants PRIMARY KEY (draw_id, number), 
    CONSTRAINT fk_draw_entrants_draw_id_draws FOREIGN KEY(draw_id) REFERENCES draws (id)
);
CREATE TABLE draws (
    id CHAR(32) NOT NULL, 
    course_id CHAR(32) NOT NULL, 
    number INTEGER NOT NULL, 
    seed TEXT NOT NULL, 
    entrants_digest TEXT NOT NULL, 
    prepared_at DATETIME NOT NULL, 
    prepared_by TEXT NOT NULL, 
    drawn_at DATETIME, 
    record TEXT NOT NULL, 
    digest TEXT NOT NULL, 
    cancelled_at DATETIME, 
    cancelled_reason TEXT NOT NULL, 
    CONSTRAINT pk_draws PRIMARY KEY (id), 
    CONSTRAINT fk_draws_course_id_courses FOREIGN KEY(course_id) REFERENCES courses (id), 
    CONSTRAINT uq_draws_course_id UNIQUE (course_id, number)
);
CREATE TABLE former_tickets (
    code TEXT NOT NULL, 
    application_id CHAR(32) NOT NULL, 
    replaced_at DATETIME NOT NULL, 
    CONSTRAINT pk_former_tickets PRIMARY KEY (code), 
    CONSTRAINT fk_former_tickets_application_id_applications FOREIGN KEY(application_id) REFERENCES applications (id)
);
CREATE TABLE hall_packages (
    id CHAR(32) NOT NULL, 
    office_id CHAR(32) NOT NULL, 
    created_at DATETIME NOT NULL, 
    created_by TEXT NOT NULL, 
    class_session_ids JSON NOT NULL, 
    people INTEGER NOT NULL, 
    returned_at DATETIME, 
    acts INTEGER NOT NULL, 
    file_digest TEXT NOT NULL, 
    wiped_at DATETIME, 
    wiped_by TEXT NOT NULL, 
    CONSTRAINT pk_hall_packages PRIMARY KEY (id)
);
CREATE TABLE heard_ways (
    position INTEGER NOT NULL, 
    word TEXT NOT NULL, 
    CONSTRAINT pk_heard_ways PRIMARY KEY (position)
);
CREATE TABLE holiday_corrections (
    day DATE NOT NULL, 
    name TEXT NOT NULL, 
    CONSTRAINT pk_holiday_corrections PRIMARY KEY (day)
);
CREATE TABLE hours_changes (
    id CHAR(32) NOT NULL, 
    assignment_id CHAR(32) NOT NULL, 
    "before" INTEGER, 
    "after" INTEGER, 
    reason TEXT NOT NULL, 
    actor TEXT NOT NULL, 
    changed_at DATETIME NOT NULL, 
    CONSTRAINT pk_hours_changes PRIMARY KEY (id), 
    CONSTRAINT fk_hours_changes_assignment_id_assignments FOREIGN KEY(assignment_id) REFERENCES assignments (id)
);
CREATE TABLE import_profiles (
    id CHAR(32) NOT NULL, 
    kind TEXT NOT NULL, 
    name TEXT NOT NULL, 
    content JSON NOT NULL, 
    changed_at DATETIME NOT NULL, 
    CONSTRAINT pk_import_profiles PRIMARY KEY (id), 
    CONSTRAINT uq_import_profiles_kind UNIQUE (kind, name)
);
CREATE TABLE import_receipts (
    course_id CHAR(32) NOT NULL, 
    source TEXT NOT NULL, 
    number TEXT NOT NULL, 
    application_id CHAR(32) NOT NULL, 
    CONSTRAINT pk_import_receipts PRIMARY KEY (course_id, source, number), 
    CONSTRAINT fk_import_receipts_application_id_applications FOREIGN KEY(application_id) REFERENCES applications (id), 
    CONSTRAINT fk_import_receipts_course_id_courses FOREIGN KEY(course_id) REFERENCES courses (id)
);
CREATE TABLE import_runs (
    id CHAR(32) NOT NULL, 
    at DATETIME NOT NULL, 
    actor TEXT NOT NULL, 
    kind TEXT NOT NULL, 
    profile TEXT NOT NULL, 
    sha256 TEXT NOT NULL, 
    added INTEGER NOT NULL, 
    updated INTEGER NOT NULL, 
    undone_at DATETIME, 
    things JSON NOT NULL, 
    CONSTRAINT pk_import_runs PRIMARY KEY (id)
);
CREATE TABLE lending_stocks (
    id CHAR(32) NOT NULL, 
    name TEXT NOT NULL, 
    quantity INTEGER NOT NULL, 
    turnaround_minutes INTEGER NOT NULL, 
    serves_wishes BOOLEAN NOT NULL, 
    note TEXT NOT NULL, 
    CONSTRAINT pk_lending_stocks PRIMARY KEY (id), 
    CONSTRAINT uq_lending_stocks_name UNIQUE (name)
);
CREATE TABLE letter_settings (
    id CHAR(32) NOT NULL, 
    content JSON NOT NULL, 
    changed_at DATETIME NOT NULL, 
    CONSTRAINT pk_letter_settings PRIMARY KEY (id)
);
CREATE TABLE machine_tokens (
    id CHAR(32) NOT NULL, 
    name TEXT NOT NULL, 
    role TEXT NOT NULL, 
    digest TEXT NOT NULL, 
    created_at DATETIME NOT NULL, 
    last_day DATE, 
    withdrawn_at DATETIME, 
    used_at DATETIME, 
    CONSTRAINT pk_machine_tokens PRIMARY KEY (id), 
    CONSTRAINT uq_machine_tokens_digest UNIQUE (digest), 
    CONSTRAINT uq_machine_tokens_name UNIQUE (name)
);
CREATE TABLE mailings (
    id CHAR(32) NOT NULL, 
    application_id CHAR(32) NOT NULL, 
    kind TEXT NOT NULL, 
    channel TEXT NOT NULL, 
    first_at DATETIME NOT NULL, 
    last_at DATETIME NOT NULL, 
    times INTEGER NOT NULL, 
    actor TEXT NOT NULL, 
    CONSTRAINT pk_mailings PRIMARY KEY (id), 
    CONSTRAINT fk_mailings_application_id_applications FOREIGN KEY(application_id) REFERENCES applications (id), 
    CONSTRAINT uq_mailings_application_id UNIQUE (application_id, kind)
);
CREATE TABLE meetings_before (
    id CHAR(32) NOT NULL, 
    class_session_id CHAR(32) NOT NULL, 
    course_id CHAR(32) NOT NULL, 
    number INTEGER NOT NULL, 
    supporter_id CHAR(32), 
    noted_at DATETIME NOT NULL, 
    starts_at DATETIME NOT NULL, 
    ends_at DATETIME NOT NULL, 
    time_is_known BOOLEAN NOT NULL, 
    venue TEXT NOT NULL, 
    room TEXT NOT NULL, 
    is_planned BOOLEAN NOT NULL, 
    CONSTRAINT pk_meetings_before PRIMARY KEY (id)
);
CREATE TABLE merge_inbox (
    id CHAR(32) NOT NULL, 
    package_id CHAR(32) NOT NULL, 
    event_id CHAR(32) NOT NULL, 
    event JSON NOT NULL, 
    walk_in JSON, 
    reason TEXT NOT NULL, 
    received_at DATETIME NOT NULL, 
    state TEXT NOT NULL, 
    decided_by TEXT NOT NULL, 
    decided_at DATETIME, 
    clock_minutes INTEGER NOT NULL, 
    CONSTRAINT pk_merge_inbox PRIMARY KEY (id), 
    CONSTRAINT fk_merge_inbox_package_id_hall_packages FOREIGN KEY(package_id) REFERENCES hall_packages (id)
);
CREATE TABLE month_remarks (
    month INTEGER NOT NULL, 
    text TEXT NOT NULL, 
    CONSTRAINT pk_month_remarks PRIMARY KEY (month)
);
CREATE TABLE not_same_people (
    first_id CHAR(32) NOT NULL, 
    second_id CHAR(32) NOT NULL, 
    said_at DATETIME NOT NULL, 
    CONSTRAINT pk_not_same_people PRIMARY KEY (first_id, second_id), 
    CONSTRAINT fk_not_same_people_first_id_participants FOREIGN KEY(first_id) REFERENCES participants (id), 
    CONSTRAINT fk_not_same_people_second_id_participants FOREIGN KEY(second_id) REFERENCES participants (id)
);
CREATE TABLE offices (
    id CHAR(32) NOT NULL, 
    municipality TEXT NOT NULL, 
    municipal_code TEXT NOT NULL, 
    name TEXT NOT NULL, 
    phone TEXT NOT NULL, 
    opening_note TEXT NOT NULL, 
    stamp_boxes JSON NOT NULL, 
    band_layout TEXT NOT NULL, 
    keep_years INTEGER NOT NULL, 
    CONSTRAINT pk_offices PRIMARY KEY (id)
);
CREATE VIRTUAL TABLE participant_fts USING fts5 (tokens, content='participant_search', content_rowid='number', tokenize='ascii', prefix='5');
CREATE TABLE participant_search (
    number INTEGER NOT NULL, 
    participant_id CHAR(32) NOT NULL, 
    kana_key TEXT NOT NULL, 
    tokens TEXT NOT NULL, 
    CONSTRAINT pk_participant_search PRIMARY KEY (number), 
    CONSTRAINT fk_participant_search_participant_id_participants FOREIGN KEY(participant_id) REFERENCES participants (id), 
    CONSTRAINT uq_participant_search_participant_id UNIQUE (participant_id)
);
CREATE TABLE participants (
    id CHAR(32) NOT NULL, 
    name TEXT NOT NULL, 
    name_key TEXT NOT NULL, 
    kana TEXT NOT NULL, 
    kana_key TEXT NOT NULL, 
    birth_day DATE, 
    birth_year INTEGER, 
    band TEXT, 
    band_as_of DATE, 
    sex TEXT NOT NULL, 
    phone TEXT NOT NULL, 
    phone_key TEXT NOT NULL, 
    postal_code TEXT NOT NULL, 
    address TEXT NOT NULL, 
    district TEXT NOT NULL, 
    needs JSON NOT NULL, 
    needs_text TEXT NOT NULL, 
    phone_kind TEXT NOT NULL, 
    memo TEXT NOT NULL, 
    created_at DATETIME NOT NULL, 
    merged_into CHAR(32), 
    forgotten_at DATETIME, residence TEXT DEFAULT 'unstated' NOT NULL, email TEXT DEFAULT '' NOT NULL, 
    CONSTRAINT pk_participants PRIMARY KEY (id), 
    CONSTRAINT fk_participants_merged_into_participants FOREIGN KEY(merged_into) REFERENCES participants (id)
);
CREATE TABLE person_merges (
    id CHAR(32) NOT NULL, 
    kept_id CHAR(32) NOT NULL, 
    gone_id CHAR(32) NOT NULL, 
    merged_at DATETIME NOT NULL, 
    forced_reason TEXT NOT NULL, 
    undone_at DATETIME, 
    "before" JSON NOT NULL, 
    CONSTRAINT pk_person_merges PRIMARY KEY (id), 
    CONSTRAINT fk_person_merges_gone_id_participants FOREIGN KEY(gone_id) REFERENCES participants (id), 
    CONSTRAINT fk_person_merges_kept_id_participants FOREIGN KEY(kept_id) REFERENCES participants (id)
);
CREATE TABLE populations (
    id CHAR(32) NOT NULL, 
    district_id CHAR(32) NOT NULL, 
    band TEXT NOT NULL, 
    sex TEXT NOT NULL, 
    people INTEGER NOT NULL, 
    CONSTRAINT pk_populations PRIMARY KEY (id), 
    CONSTRAINT fk_populations_district_id_districts FOREIGN KEY(district_id) REFERENCES districts (id), 
    CONSTRAINT uq_populations_district_id UNIQUE (district_id, band, sex)
);
CREATE TABLE presence_marks (
    id CHAR(32) NOT NULL, 
    class_session_id CHAR(32) NOT NULL, 
    participant_id CHAR(32) NOT NULL, 
    presence TEXT NOT NULL, 
    marked_at DATETIME NOT NULL, 
    CONSTRAINT pk_presence_marks PRIMARY KEY (id), 
    CONSTRAINT fk_presence_marks_class_session_id_class_sessions FOREIGN KEY(class_session_id) REFERENCES class_sessions (id), 
    CONSTRAINT fk_presence_marks_participant_id_participants FOREIGN KEY(participant_id) REFERENCES participants (id), 
    CONSTRAINT uq_presence_marks_class_session_id UNIQUE (class_session_id, participant_id)
);
CREATE TABLE printed_sheets (
    id CHAR(32) NOT NULL, 
    kind TEXT NOT NULL, 
    class_session_id CHAR(32) NOT NULL, 
    printed_at DATETIME NOT NULL, 
    printed_by TEXT NOT NULL, 
    layouts JSON NOT NULL, 
    people JSON NOT NULL, 
    bands JSON NOT NULL, 
    sexes JSON NOT NULL, 
    CONSTRAINT pk_printed_sheets PRIMARY KEY (id), 
    CONSTRAINT fk_printed_sheets_class_session_id_class_sessions FOREIGN KEY(class_session_id) REFERENCES class_sessions (id)
);
CREATE TABLE purposes (
    version INTEGER NOT NULL, 
    text TEXT NOT NULL, 
    since DATETIME NOT NULL, 
    CONSTRAINT pk_purposes PRIMARY KEY (version)
);
CREATE TABLE rooms (
    id CHAR(32) NOT NULL, 
    venue_id CHAR(32) NOT NULL, 
    name TEXT NOT NULL, 
    seats INTEGER, 
    CONSTRAINT pk_rooms PRIMARY KEY (id), 
    CONSTRAINT fk_rooms_venue_id_venues FOREIGN KEY(venue_id) REFERENCES venues (id), 
    CONSTRAINT uq_rooms_venue_id UNIQUE (venue_id, name)
);
CREATE TABLE roster_rules (
    id CHAR(32) NOT NULL, 
    rules JSON NOT NULL, 
    CONSTRAINT pk_roster_rules PRIMARY KEY (id)
);
CREATE TABLE scanned_files (
    id CHAR(32) NOT NULL, 
    name TEXT NOT NULL, 
    pages INTEGER NOT NULL, 
    taken_in_at DATETIME NOT NULL, 
    taken_in_by TEXT NOT NULL, 
    undone_at DATETIME, 
    undone_by TEXT NOT NULL, 
    CONSTRAINT pk_scanned_files PRIMARY KEY (id)
);
CREATE TABLE scanned_marks (
    id CHAR(32) NOT NULL, 
    page_id CHAR(32) NOT NULL, 
    "row" INTEGER NOT NULL, 
    class_session_id CHAR(32) NOT NULL, 
    participant_id CHAR(32), 
    mark TEXT NOT NULL, 
    band TEXT NOT NULL, 
    sex TEXT NOT NULL, 
    answer INTEGER, 
    confidence DOUBLE NOT NULL, 
    doubt TEXT NOT NULL, 
    seen JSON NOT NULL, 
    state TEXT NOT NULL, 
    clip BLOB, 
    event_id CHAR(32), 
    decided_by TEXT NOT NULL, 
    decided_at DATETIME, 
    CONSTRAINT pk_scanned_marks PRIMARY KEY (id), 
    CONSTRAINT fk_scanned_marks_class_session_id_class_sessions FOREIGN KEY(class_session_id) REFERENCES class_sessions (id), 
    CONSTRAINT fk_scanned_marks_page_id_scanned_pages FOREIGN KEY(page_id) REFERENCES scanned_pages (id)
);
CREATE TABLE scanned_pages (
    id CHAR(32) NOT NULL, 
    file_id CHAR(32) NOT NULL, 
    number INTEGER NOT NULL, 
    sheet_id CHAR(32) NOT NULL, 
    page INTEGER NOT NULL, 
    CONSTRAINT pk_scanned_pages PRIMARY KEY (id), 
    CONSTRAINT fk_scanned_pages_file_id_scanned_files FOREIGN KEY(file_id) REFERENCES scanned_files (id), 
    CONSTRAINT fk_scanned_pages_sheet_id_printed_sheets FOREIGN KEY(sheet_id) REFERENCES printed_sheets (id)
);
CREATE TABLE schema_fingerprint (
    revision TEXT NOT NULL, 
    fingerprint TEXT NOT NULL, 
    CONSTRAINT pk_schema_fingerprint PRIMARY KEY (revision)
);
CREATE TABLE seat_rules (
    course_id CHAR(32) NOT NULL, 
    confirm_by_phone BOOLEAN NOT NULL, 
    smaller_may_pass BOOLEAN NOT NULL, 
    attempts INTEGER NOT NULL, 
    answer_hours INTEGER NOT NULL, 
    priorities JSON NOT NULL, 
    CONSTRAINT pk_seat_rules PRIMARY KEY (course_id), 
    CONSTRAINT fk_seat_rules_course_id_courses FOREIGN KEY(course_id) REFERENCES courses (id)
);
CREATE TABLE sections (
    id CHAR(32) NOT NULL, 
    name TEXT NOT NULL, 
    CONSTRAINT pk_sections PRIMARY KEY (id), 
    CONSTRAINT uq_sections_name UNIQUE (name)
);
CREATE TABLE sign_in_tries (
    who TEXT NOT NULL, 
    pc TEXT NOT NULL, 
    tries INTEGER NOT NULL, 
    last_at DATETIME NOT NULL, 
    CONSTRAINT pk_sign_in_tries PRIMARY KEY (who, pc)
);
CREATE TABLE supporters (
    id CHAR(32) NOT NULL, 
    name TEXT NOT NULL, 
    name_key TEXT NOT NULL, 
    kana TEXT NOT NULL, 
    kana_key TEXT NOT NULL, 
    kind TEXT NOT NULL, 
    organisation TEXT NOT NULL, 
    skills JSON NOT NULL, 
    languages JSON NOT NULL, 
    districts JSON NOT NULL, 
    monthly_limit INTEGER, 
    weekly_limit INTEGER, 
    phone TEXT NOT NULL, 
    memo TEXT NOT NULL, 
    insured_years JSON NOT NULL, 
    availability JSON NOT NULL, 
    contact JSON NOT NULL, 
    CONSTRAINT pk_supporters PRIMARY KEY (id)
);
CREATE TABLE survey_words (
    number INTEGER NOT NULL, 
    intro TEXT NOT NULL, 
    questions JSON NOT NULL, 
    CONSTRAINT pk_survey_words PRIMARY KEY (number)
);
CREATE TABLE targets (
    id CHAR(32) NOT NULL, 
    position INTEGER NOT NULL, 
    name TEXT NOT NULL, 
    metric TEXT NOT NULL, 
    first_year INTEGER NOT NULL, 
    last_year INTEGER NOT NULL, 
    at_least INTEGER, 
    baseline INTEGER, 
    yearly JSON NOT NULL, 
    owners JSON NOT NULL, 
    rule JSON NOT NULL, 
    actual_typed TEXT, 
    note TEXT NOT NULL, 
    CONSTRAINT pk_targets PRIMARY KEY (id)
);
CREATE TABLE tellings (
    id CHAR(32) NOT NULL, 
    application_id CHAR(32), 
    supporter_id CHAR(32), 
    class_session_id CHAR(32), 
    kind TEXT NOT NULL, 
    channel TEXT NOT NULL, 
    outcome TEXT NOT NULL, 
    at DATETIME NOT NULL, 
    actor TEXT NOT NULL, 
    CONSTRAINT pk_tellings PRIMARY KEY (id)
);
CREATE TABLE ticket_keys (
    number INTEGER NOT NULL, 
    "key" TEXT NOT NULL, 
    CONSTRAINT pk_ticket_keys PRIMARY KEY (number)
);
CREATE TABLE "users" (
    id CHAR(32) NOT NULL, 
    name TEXT NOT NULL, 
    role TEXT NOT NULL, 
    password_hash TEXT NOT NULL, 
    is_disabled BOOLEAN NOT NULL, 
    created_at DATETIME NOT NULL, 
    signed_in_at DATETIME, 
    supporter_id CHAR(32), 
    CONSTRAINT pk_users PRIMARY KEY (id), 
    CONSTRAINT uq_users_name UNIQUE (name), 
    CONSTRAINT fk_users_supporter_id_supporters FOREIGN KEY(supporter_id) REFERENCES supporters (id)
);
CREATE TABLE venues (
    id CHAR(32) NOT NULL, 
    name TEXT NOT NULL, 
    kana TEXT NOT NULL, 
    district TEXT NOT NULL, 
    address TEXT NOT NULL, 
    latitude DOUBLE, 
    longitude DOUBLE, 
    has_wifi BOOLEAN, 
    opens_at TIME, 
    closes_at TIME, 
    closed_weekdays TEXT NOT NULL, 
    phone TEXT NOT NULL, 
    access TEXT NOT NULL, 
    municipal_code TEXT NOT NULL, 
    CONSTRAINT pk_venues PRIMARY KEY (id), 
    CONSTRAINT uq_venues_name UNIQUE (name)
);
CREATE TABLE visit_requests (
    id CHAR(32) NOT NULL, 
    organisation TEXT NOT NULL, 
    contact_name TEXT NOT NULL, 
    phone TEXT NOT NULL, 
    postal_code TEXT NOT NULL, 
    address TEXT NOT NULL, 
    district TEXT NOT NULL, 
    place TEXT NOT NULL, 
    people INTEGER NOT NULL, 
    catalogue_id CHAR(32), 
    topic TEXT NOT NULL, 
    wishes JSON NOT NULL, 
    memo TEXT NOT NULL, 
    received_at DATETIME NOT NULL, 
    state TEXT NOT NULL, 
    answer TEXT NOT NULL, 
    chosen INTEGER, 
    course_id CHAR(32), 
    replied_at DATETIME, 
    CONSTRAINT pk_visit_requests PRIMARY KEY (id), 
    CONSTRAINT fk_visit_requests_course_id_courses FOREIGN KEY(course_id) REFERENCES courses (id)
);
CREATE TABLE walk_ins (
    id CHAR(32) NOT NULL, 
    class_session_id CHAR(32) NOT NULL, 
    name TEXT NOT NULL, 
    band TEXT NOT NULL, 
    sex TEXT NOT NULL, 
    participant_id CHAR(32), 
    found_not JSON NOT NULL, 
    CONSTRAINT pk_walk_ins PRIMARY KEY (id), 
    CONSTRAINT fk_walk_ins_class_session_id_class_sessions FOREIGN KEY(class_session_id) REFERENCES class_sessions (id), 
    CONSTRAINT fk_walk_ins_participant_id_participants FOREIGN KEY(participant_id) REFERENCES participants (id)
);
CREATE TABLE year_end_closing (
    number INTEGER NOT NULL, 
    first_month INTEGER NOT NULL, 
    first_day INTEGER NOT NULL, 
    last_month INTEGER NOT NULL, 
    last_day INTEGER NOT NULL, 
    reason TEXT NOT NULL, 
    is_closed BOOLEAN NOT NULL, 
    CONSTRAINT pk_year_end_closing PRIMARY KEY (number)
);
CREATE INDEX ix_application_calls_application_id ON application_calls (application_id);
CREATE UNIQUE INDEX ix_applications_number ON applications (course_id, number);
CREATE INDEX ix_applications_participant_id ON applications (participant_id);
CREATE INDEX ix_applications_receipt ON applications (course_id, receipt_number);
CREATE INDEX ix_assignments_supporter_id ON assignments (supporter_id);
CREATE INDEX ix_attendance_events_class_session_id_attendee_id ON attendance_events (class_session_id, attendee_id);
CREATE INDEX ix_attendance_events_nonce ON attendance_events (nonce);
CREATE INDEX ix_attendances_participant_id_first_in ON attendances (participant_id, first_in);
CREATE INDEX ix_audit_entries_subject ON audit_entries (subject);
CREATE INDEX ix_class_sessions_counting ON class_sessions (month, kind, state, minutes, present, starts_at);
CREATE INDEX ix_class_sessions_room_id_starts_at ON class_sessions (room_id, starts_at);
CREATE INDEX ix_class_sessions_starts_at ON class_sessions (starts_at);
CREATE INDEX ix_class_sessions_state_ends_at ON class_sessions (state, ends_at);
CREATE INDEX ix_closures_venue_id ON closures (venue_id);
CREATE INDEX ix_courses_source_key ON courses (source_key);
CREATE INDEX ix_draw_entrants_application_id ON draw_entrants (application_id);
CREATE INDEX ix_former_tickets_application_id ON former_tickets (application_id);
CREATE INDEX ix_hours_changes_assignment_id ON hours_changes (assignment_id);
CREATE INDEX ix_import_receipts_application_id ON import_receipts (application_id);
CREATE INDEX ix_meetings_before_starts_at ON meetings_before (starts_at);
CREATE UNIQUE INDEX ix_merge_inbox_event_id ON merge_inbox (event_id);
CREATE INDEX ix_merge_inbox_state ON merge_inbox (state);
CREATE INDEX ix_not_same_people_second_id ON not_same_people (second_id);
CREATE INDEX ix_participants_birth_day ON participants (birth_day);
CREATE INDEX ix_participants_kana_key ON participants (kana_key, birth_day);
CREATE INDEX ix_participants_merged_into ON participants (merged_into);
CREATE INDEX ix_participants_name_key ON participants (name_key);
CREATE INDEX ix_participants_phone_key ON participants (phone_key);
CREATE INDEX ix_person_merges_gone_id ON person_merges (gone_id);
CREATE INDEX ix_person_merges_kept_id ON person_merges (kept_id);
CREATE INDEX ix_presence_marks_participant_id ON presence_marks (participant_id);
CREATE INDEX ix_printed_sheets_class_session_id ON printed_sheets (class_session_id);
CREATE INDEX ix_scanned_marks_class_session_id ON scanned_marks (class_session_id);
CREATE INDEX ix_scanned_marks_page_id ON scanned_marks (page_id);
CREATE INDEX ix_scanned_marks_state ON scanned_marks (state);
CREATE INDEX ix_scanned_pages_file_id ON scanned_pages (file_id);
CREATE INDEX ix_scanned_pages_sheet_id_page ON scanned_pages (sheet_id, page);
CREATE INDEX ix_supporters_name_key ON supporters (name_key);
CREATE INDEX ix_tellings_application_id ON tellings (application_id);
CREATE INDEX ix_tellings_class_session_id ON tellings (class_session_id);
CREATE INDEX ix_tellings_supporter_id ON tellings (supporter_id);
CREATE INDEX ix_walk_ins_class_session_id ON walk_ins (class_session_id);
