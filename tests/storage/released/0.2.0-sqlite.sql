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
CREATE TABLE import_profiles (
    id CHAR(32) NOT NULL, 
    kind TEXT NOT NULL, 
    name TEXT NOT NULL, 
    content JSON NOT NULL, 
    changed_at DATETIME NOT NULL, 
    CONSTRAINT pk_import_profiles PRIMARY KEY (id), 
    CONSTRAINT uq_import_profiles_kind UNIQUE (kind, name)
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
CREATE TABLE month_remarks (
    month INTEGER NOT NULL, 
    text TEXT NOT NULL, 
    CONSTRAINT pk_month_remarks PRIMARY KEY (month)
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
    forgotten_at DATETIME, 
    CONSTRAINT pk_participants PRIMARY KEY (id), 
    CONSTRAINT fk_participants_merged_into_participants FOREIGN KEY(merged_into) REFERENCES participants (id)
);
CREATE TABLE purposes (
    version INTEGER NOT NULL, 
    text TEXT NOT NULL, 
    since DATETIME NOT NULL, 
    CONSTRAINT pk_purposes PRIMARY KEY (version)
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
CREATE TABLE sections (
    id CHAR(32) NOT NULL, 
    name TEXT NOT NULL, 
    CONSTRAINT pk_sections PRIMARY KEY (id), 
    CONSTRAINT uq_sections_name UNIQUE (name)
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
CREATE TABLE ticket_keys (
    number INTEGER NOT NULL, 
    "key" TEXT NOT NULL, 
    CONSTRAINT pk_ticket_keys PRIMARY KEY (number)
);
CREATE TABLE users (
    id CHAR(32) NOT NULL, 
    name TEXT NOT NULL, 
    role TEXT NOT NULL, 
    password_hash TEXT NOT NULL, 
    is_disabled BOOLEAN NOT NULL, 
    created_at DATETIME NOT NULL, 
    signed_in_at DATETIME, 
    CONSTRAINT pk_users PRIMARY KEY (id), 
    CONSTRAINT uq_users_name UNIQUE (name)
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
CREATE TABLE closures (
    id CHAR(32) NOT NULL, 
    venue_id CHAR(32), 
    first_day DATE NOT NULL, 
    last_day DATE NOT NULL, 
    reason TEXT NOT NULL, 
    CONSTRAINT pk_closures PRIMARY KEY (id), 
    CONSTRAINT fk_closures_venue_id_venues FOREIGN KEY(venue_id) REFERENCES venues (id)
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
CREATE TABLE not_same_people (
    first_id CHAR(32) NOT NULL, 
    second_id CHAR(32) NOT NULL, 
    said_at DATETIME NOT NULL, 
    CONSTRAINT pk_not_same_people PRIMARY KEY (first_id, second_id), 
    CONSTRAINT fk_not_same_people_first_id_participants FOREIGN KEY(first_id) REFERENCES participants (id), 
    CONSTRAINT fk_not_same_people_second_id_participants FOREIGN KEY(second_id) REFERENCES participants (id)
);
CREATE TABLE participant_search (
    number INTEGER NOT NULL, 
    participant_id CHAR(32) NOT NULL, 
    kana_key TEXT NOT NULL, 
    tokens TEXT NOT NULL, 
    CONSTRAINT pk_participant_search PRIMARY KEY (number), 
    CONSTRAINT fk_participant_search_participant_id_participants FOREIGN KEY(participant_id) REFERENCES participants (id), 
    CONSTRAINT uq_participant_search_participant_id UNIQUE (participant_id)
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
CREATE TABLE rooms (
    id CHAR(32) NOT NULL, 
    venue_id CHAR(32) NOT NULL, 
    name TEXT NOT NULL, 
    seats INTEGER, 
    CONSTRAINT pk_rooms PRIMARY KEY (id), 
    CONSTRAINT fk_rooms_venue_id_venues FOREIGN KEY(venue_id) REFERENCES venues (id), 
    CONSTRAINT uq_rooms_venue_id UNIQUE (venue_id, name)
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
CREATE TABLE draw_entrants (
    draw_id CHAR(32) NOT NULL, 
    number INTEGER NOT NULL, 
    application_id CHAR(32) NOT NULL, 
    rank INTEGER NOT NULL, 
    is_winner BOOLEAN NOT NULL, 
    CONSTRAINT pk_draw_entrants PRIMARY KEY (draw_id, number), 
    CONSTRAINT fk_draw_entrants_draw_id_draws FOREIGN KEY(draw_id) REFERENCES draws (id)
);
CREATE TABLE former_tickets (
    code TEXT NOT NULL, 
    application_id CHAR(32) NOT NULL, 
    replaced_at DATETIME NOT NULL, 
    CONSTRAINT pk_former_tickets PRIMARY KEY (code), 
    CONSTRAINT fk_former_tickets_application_id_applications FOREIGN KEY(application_id) REFERENCES applications (id)
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
CREATE VIRTUAL TABLE participant_fts USING fts5 (tokens, content='participant_search', content_rowid='number', tokenize='ascii', prefix='5');
CREATE INDEX ix_application_calls_application_id ON application_calls (application_id);
CREATE INDEX ix_audit_entries_subject ON audit_entries (subject);
CREATE INDEX ix_courses_source_key ON courses (source_key);
CREATE INDEX ix_participants_birth_day ON participants (birth_day);
CREATE INDEX ix_participants_kana_key ON participants (kana_key, birth_day);
CREATE INDEX ix_participants_merged_into ON participants (merged_into);
CREATE INDEX ix_participants_name_key ON participants (name_key);
CREATE INDEX ix_participants_phone_key ON participants (phone_key);
CREATE INDEX ix_supporters_name_key ON supporters (name_key);
CREATE UNIQUE INDEX ix_applications_number ON applications (course_id, number);
CREATE INDEX ix_applications_participant_id ON applications (participant_id);
CREATE INDEX ix_applications_receipt ON applications (course_id, receipt_number);
CREATE INDEX ix_closures_venue_id ON closures (venue_id);
CREATE UNIQUE INDEX ix_merge_inbox_event_id ON merge_inbox (event_id);
CREATE INDEX ix_merge_inbox_state ON merge_inbox (state);
CREATE INDEX ix_not_same_people_second_id ON not_same_people (second_id);
CREATE INDEX ix_person_merges_gone_id ON person_merges (gone_id);
CREATE INDEX ix_person_merges_kept_id ON person_merges (kept_id);
CREATE INDEX ix_class_sessions_counting ON class_sessions (month, kind, state, minutes, present, starts_at);
CREATE INDEX ix_class_sessions_room_id_starts_at ON class_sessions (room_id, starts_at);
CREATE INDEX ix_class_sessions_starts_at ON class_sessions (starts_at);
CREATE INDEX ix_class_sessions_state_ends_at ON class_sessions (state, ends_at);
CREATE INDEX ix_draw_entrants_application_id ON draw_entrants (application_id);
CREATE INDEX ix_former_tickets_application_id ON former_tickets (application_id);
CREATE INDEX ix_import_receipts_application_id ON import_receipts (application_id);
CREATE INDEX ix_assignments_supporter_id ON assignments (supporter_id);
CREATE INDEX ix_attendance_events_class_session_id_attendee_id ON attendance_events (class_session_id, attendee_id);
CREATE INDEX ix_attendance_events_nonce ON attendance_events (nonce);
CREATE INDEX ix_attendances_participant_id_first_in ON attendances (participant_id, first_in);
CREATE INDEX ix_presence_marks_participant_id ON presence_marks (participant_id);
CREATE INDEX ix_printed_sheets_class_session_id ON printed_sheets (class_session_id);
CREATE INDEX ix_walk_ins_class_session_id ON walk_ins (class_session_id);
CREATE INDEX ix_hours_changes_assignment_id ON hours_changes (assignment_id);
CREATE INDEX ix_scanned_pages_file_id ON scanned_pages (file_id);
CREATE INDEX ix_scanned_pages_sheet_id_page ON scanned_pages (sheet_id, page);
CREATE INDEX ix_scanned_marks_class_session_id ON scanned_marks (class_session_id);
CREATE INDEX ix_scanned_marks_page_id ON scanned_marks (page_id);
CREATE INDEX ix_scanned_marks_state ON scanned_marks (state);
CREATE TRIGGER participant_search_added AFTER INSERT ON participant_search BEGIN INSERT INTO participant_fts (rowid, tokens) VALUES (new.number, new.tokens); END;
CREATE TRIGGER participant_search_removed AFTER DELETE ON participant_search BEGIN INSERT INTO participant_fts (participant_fts, rowid, tokens) VALUES ('delete', old.number, old.tokens); END;
INSERT INTO application_calls VALUES ('00000000000070008000000000000065', '00000000000070008000000000000065', '2026-11-21 01:00:00.000000', '見本', '見本', '見本');
INSERT INTO attendance_summaries VALUES (202611, 'd76d4330f1444beab0c11fdecb91ce37', '70-79', 'male', 1);
INSERT INTO attendance_summaries VALUES (202611, 'd76d4330f1444beab0c11fdecb91ce37', '75-79', 'female', 2);
INSERT INTO audit_entries VALUES (1, '0d464138a6234255bfc1ea36f17fd374', '2026-11-21 00:30:00.000000', '係員', 'course.plan', '5bc8fbbc-bde5-4099-8164-d8399f767c45', '{"sessions": 1, "clashes": 0, "forced": false}', '', '28f0e875297a52af0a245e7461e92086c1b3a245a0ee40982486eb3e1b89e546');
INSERT INTO audit_entries VALUES (2, '3fd4235992ed4f459a1afe878b33e968', '2026-11-21 00:30:00.000000', '係員', 'participant.add', '617959ce-3f1f-45a8-9e52-71007814e8a2', '{}', '28f0e875297a52af0a245e7461e92086c1b3a245a0ee40982486eb3e1b89e546', '2722608ad0254cb66452add052ef703440eb58a90d96a0fd65a515e9f4c47523');
INSERT INTO audit_entries VALUES (3, 'de11cc9dea954c21ae9c82b1478c281d', '2026-11-21 00:30:00.000000', '係員', 'application.take', '687c966c-377b-4aa2-bb2e-db20035b7399', '{"course": "5bc8fbbc-bde5-4099-8164-d8399f767c45", "status": "accepted", "moves": [["687c966c-377b-4aa2-bb2e-db20035b7399", "", "accepted"]]}', '2722608ad0254cb66452add052ef703440eb58a90d96a0fd65a515e9f4c47523', 'a1a4ff1cbcfe9c3c375f4c7f6d5add3d6d66c8aea74de86b90616f4be5c7f901');
INSERT INTO audit_entries VALUES (4, '9e30691c238642ea926a1e48cc11d357', '2026-11-21 00:30:00.000000', '係員', 'participant.add', 'c30d8b76-28db-425e-a3b2-29f1c4069545', '{}', 'a1a4ff1cbcfe9c3c375f4c7f6d5add3d6d66c8aea74de86b90616f4be5c7f901', '53dcedd05900c3f9c6026f53e7ed2eef15e0e71a818a797ccbeb7aa11758aeaa');
INSERT INTO audit_entries VALUES (5, '015c33b2df1441aab8eb18b900745130', '2026-11-21 00:30:00.000000', '係員', 'application.take', '21da8978-206f-4c66-b1e0-c07e9e115e4b', '{"course": "5bc8fbbc-bde5-4099-8164-d8399f767c45", "status": "accepted", "moves": [["21da8978-206f-4c66-b1e0-c07e9e115e4b", "", "accepted"]]}', '53dcedd05900c3f9c6026f53e7ed2eef15e0e71a818a797ccbeb7aa11758aeaa', 'ef62057898b17c89171077d1a1c593b59de7d036ee8491907546050dc1891b63');
INSERT INTO audit_entries VALUES (6, '2a9eba0cdf564d80aa759159fb7ff337', '2026-11-21 00:30:00.000000', '係員', 'participant.add', 'f5cae3bf-3729-4619-860a-3cab359eeefb', '{}', 'ef62057898b17c89171077d1a1c593b59de7d036ee8491907546050dc1891b63', 'b66d985aeab6cab353561bf2e8b34e32452df15330781d24d9b9004d32bfb1f5');
INSERT INTO audit_entries VALUES (7, 'a02fdaa1ad864c44a049548e8a0a8c96', '2026-11-21 00:30:00.000000', '係員', 'application.take', '32ea6928-f623-4bf2-904b-74ba4a0fe75d', '{"course": "5bc8fbbc-bde5-4099-8164-d8399f767c45", "status": "accepted", "moves": [["32ea6928-f623-4bf2-904b-74ba4a0fe75d", "", "accepted"]]}', 'b66d985aeab6cab353561bf2e8b34e32452df15330781d24d9b9004d32bfb1f5', 'd0a5e1923d6a3f81a2976a589659eadac590bfd19e21063ea6c3d1048b3b4729');
INSERT INTO audit_entries VALUES (8, 'f7108e96f7704226b266aa3bb0cde917', '2026-11-21 00:30:00.000000', '係員', 'supporter.add', 'f7f35634-f0e3-4d97-ae81-d66d346c6e2b', '{}', 'd0a5e1923d6a3f81a2976a589659eadac590bfd19e21063ea6c3d1048b3b4729', 'c310bc9360f8e634286bddb2e923d9ca7024e33cfbb2f158bbd2eadaa3f50039');
INSERT INTO audit_entries VALUES (9, 'ef901b932a7c4880aa3753915c76f18a', '2026-11-21 01:01:00.000000', '係員', 'check_in.ok', 'c6a53877-7733-4bdb-9721-0dff076ce2ef', '{"event": "0585a01c-4c7d-4df0-a21a-ef57e4cc4132", "reason": null, "forced": false}', 'c310bc9360f8e634286bddb2e923d9ca7024e33cfbb2f158bbd2eadaa3f50039', '1c0d9c25d848ff349e024e23c82ec20a5bac3058702dd9233992038a28f28913');
INSERT INTO audit_entries VALUES (10, '960d5a8f9a654aaf914125844d25deb3', '2026-11-21 01:01:00.000000', '係員', 'check_in.ok', 'c6a53877-7733-4bdb-9721-0dff076ce2ef', '{"event": "54f46a69-10ac-4f00-8389-2dfc254cb864", "reason": null, "forced": false}', '1c0d9c25d848ff349e024e23c82ec20a5bac3058702dd9233992038a28f28913', '55ecd8d6b25f780372d8c60e33425fa57dffdc05eb2e0240c92abeea6950d2ba');
INSERT INTO audit_entries VALUES (11, 'b24891917b124dc58e5a3a26d18a669a', '2026-11-21 01:01:00.000000', '係員', 'check_in.ok', 'c6a53877-7733-4bdb-9721-0dff076ce2ef', '{"event": "5af84e6b-4f59-4727-90e6-d8e6568068b9", "reason": null, "forced": false}', '55ecd8d6b25f780372d8c60e33425fa57dffdc05eb2e0240c92abeea6950d2ba', 'af2026b3fe037a9491e40a148ae377e0e0905d34df9a0796d8a878f4e8f5d748');
INSERT INTO catalogue VALUES ('00000000000070008000000000000066', '見本', '見本', 'attendance', '見本', 1, 1, '見本', 1, '[]', '見本', '見本');
INSERT INTO courses VALUES ('5bc8fbbcbde540998164d8399f767c45', 'スマートフォン入門', 'スマートフォン入門', '', 'class', '', 4, 'first_come', '2026-01-01 00:00:00.000000', '2027-12-31 00:00:00.000000', '[]', '[]', '', '', '', '', '', '', '', 60, '', 0, '{}', '', 0, '', '[]', '[]', '2026-11-21 00:30:00.000000');
INSERT INTO districts VALUES ('00000000000070008000000000000067', '見本');
INSERT INTO drafts VALUES ('見本', 'telephone', '[]', '2026-11-21 01:00:00.000000');
INSERT INTO hall_packages VALUES ('00000000000070008000000000000069', '00000000000070008000000000000069', '2026-11-21 01:00:00.000000', '見本', '[]', 1, '2026-11-21 01:00:00.000000', 1, '見本', '2026-11-21 01:00:00.000000', '見本');
INSERT INTO heard_ways VALUES (1, '見本');
INSERT INTO holiday_corrections VALUES ('2026-11-21', '見本');
INSERT INTO import_profiles VALUES ('0000000000007000800000000000006c', 'attendance', '見本', '[]', '2026-11-21 01:00:00.000000');
INSERT INTO import_runs VALUES ('0000000000007000800000000000006d', '2026-11-21 01:00:00.000000', '見本', 'attendance', '見本', '見本', 1, 1, '2026-11-21 01:00:00.000000', '[]');
INSERT INTO lending_stocks VALUES ('0000000000007000800000000000006e', '見本', 1, 1, 0, '見本');
INSERT INTO letter_settings VALUES ('0000000000007000800000000000006f', '[]', '2026-11-21 01:00:00.000000');
INSERT INTO month_remarks VALUES (202611, '見本');
INSERT INTO offices VALUES ('00000000000070008000000000000071', '見本', '見本', '見本', '見本', '見本', '[]', '見本', 1);
INSERT INTO participants VALUES ('617959ce3f1f45a89e5271007814e8a2', '見本1子', '見本1子', 'みほん', 'ミホン', '1950-05-05', NULL, NULL, NULL, 'female', '019-000-0000', '0190000000', '', '見本町1-2-3', '', '[]', '', 'unknown', '', '2026-11-21 00:30:00.000000', NULL, NULL);
INSERT INTO participants VALUES ('c30d8b7628db425ea3b229f1c4069545', '見本2子', '見本2子', 'みほん', 'ミホン', '1950-05-05', NULL, NULL, NULL, 'female', '019-000-0001', '0190000001', '', '見本町1-2-3', '', '[]', '', 'unknown', '', '2026-11-21 00:30:00.000000', NULL, NULL);
INSERT INTO participants VALUES ('f5cae3bf37294619860a3cab359eeefb', '見本3子', '見本3子', 'みほん', 'ミホン', '1950-05-05', NULL, NULL, NULL, 'female', '019-000-0002', '0190000002', '', '見本町1-2-3', '', '[]', '', 'unknown', '', '2026-11-21 00:30:00.000000', NULL, NULL);
INSERT INTO purposes VALUES (1, '見本', '2026-11-21 01:00:00.000000');
INSERT INTO roster_rules VALUES ('00000000000070008000000000000073', '[]');
INSERT INTO scanned_files VALUES ('00000000000070008000000000000074', '見本', 1, '2026-11-21 01:00:00.000000', '見本', '2026-11-21 01:00:00.000000', '見本');
INSERT INTO sections VALUES ('00000000000070008000000000000075', '見本');
INSERT INTO supporters VALUES ('f7f35634f0e34d97ae81d66d346c6e2b', '支援花子', '支援花子', '', '支援花子', 'volunteer', '', '[]', '[]', '[]', NULL, NULL, '', '', '[]', '{}', '{}');
INSERT INTO survey_words VALUES (1, '見本', '[]');
INSERT INTO targets VALUES ('00000000000070008000000000000077', 1, '見本', '見本', 1, 1, 1, 1, '[]', '[]', '[]', '見本', '見本');
INSERT INTO ticket_keys VALUES (1, '4be439f66b515c0a1d6d0fe8e4e57068d6e8e33280421bea7c50d25e39287d51');
INSERT INTO users VALUES ('00000000000070008000000000000078', '見本', 'staff', '見本', 0, '2026-11-21 01:00:00.000000', '2026-11-21 01:00:00.000000');
INSERT INTO venues VALUES ('d76d4330f1444beab0c11fdecb91ce37', '市民センター', '', '', '', NULL, NULL, NULL, NULL, NULL, '', '', '', '');
INSERT INTO year_end_closing VALUES (1, 1, 1, 1, 1, '見本', 0);
INSERT INTO applications VALUES ('687c966c377b4aa2bb2edb20035b7399', '5bc8fbbcbde540998164d8399f767c45', '617959ce3f1f45a89e5271007814e8a2', 'accepted', '2026-11-21 00:30:00.000000', 'phone', 1, 'JJMZF1VK7FGHZWSMT', 0, '', '', '', '', 1, 'accepted', 1, NULL, NULL, '');
INSERT INTO applications VALUES ('21da8978206f4c66b1e0c07e9e115e4b', '5bc8fbbcbde540998164d8399f767c45', 'c30d8b7628db425ea3b229f1c4069545', 'accepted', '2026-11-21 00:30:00.000000', 'phone', 2, 'FE8EA9TX4PFC94CC1', 0, '', '', '', '', 1, 'accepted', 2, NULL, NULL, '');
INSERT INTO applications VALUES ('32ea6928f6234bf2904b74ba4a0fe75d', '5bc8fbbcbde540998164d8399f767c45', 'f5cae3bf37294619860a3cab359eeefb', 'accepted', '2026-11-21 00:30:00.000000', 'phone', 3, 'EKF9QY35FTHARXA3H', 0, '', '', '', '', 1, 'accepted', 3, NULL, NULL, '');
INSERT INTO appointments VALUES ('0000000000007000800000000000007a', 'f7f35634f0e34d97ae81d66d346c6e2b', 'attendance', '2026-11-21', '2026-11-21');
INSERT INTO closures VALUES ('0000000000007000800000000000007b', 'd76d4330f1444beab0c11fdecb91ce37', '2026-11-21', '2026-11-21', '見本');
INSERT INTO draws VALUES ('0000000000007000800000000000007c', '5bc8fbbcbde540998164d8399f767c45', 1, '見本', '見本', '2026-11-21 01:00:00.000000', '見本', '2026-11-21 01:00:00.000000', '見本', '見本', '2026-11-21 01:00:00.000000', '見本');
INSERT INTO merge_inbox VALUES ('0000000000007000800000000000007d', '00000000000070008000000000000069', '0000000000007000800000000000007d', '[]', '[]', '見本', '2026-11-21 01:00:00.000000', 'open', '見本', '2026-11-21 01:00:00.000000', 1);
INSERT INTO not_same_people VALUES ('617959ce3f1f45a89e5271007814e8a2', '617959ce3f1f45a89e5271007814e8a2', '2026-11-21 01:00:00.000000');
INSERT INTO participant_search VALUES (1, '617959ce3f1f45a89e5271007814e8a2', 'ミホン', 'x898bx672c x672cx0031 x0031x5b50 x5b50 x30dfx30db x30dbx30f3 x30f3');
INSERT INTO participant_search VALUES (2, 'c30d8b7628db425ea3b229f1c4069545', 'ミホン', 'x898bx672c x672cx0032 x0032x5b50 x5b50 x30dfx30db x30dbx30f3 x30f3');
INSERT INTO participant_search VALUES (3, 'f5cae3bf37294619860a3cab359eeefb', 'ミホン', 'x898bx672c x672cx0033 x0033x5b50 x5b50 x30dfx30db x30dbx30f3 x30f3');
INSERT INTO person_merges VALUES ('0000000000007000800000000000007f', '617959ce3f1f45a89e5271007814e8a2', '617959ce3f1f45a89e5271007814e8a2', '2026-11-21 01:00:00.000000', '見本', '2026-11-21 01:00:00.000000', '[]');
INSERT INTO populations VALUES ('00000000000070008000000000000080', '00000000000070008000000000000067', '見本', '見本', 1);
INSERT INTO rooms VALUES ('87b0b125ec1d4da0a6eb8c9ebd69fe29', 'd76d4330f1444beab0c11fdecb91ce37', '第1会議室', NULL);
INSERT INTO seat_rules VALUES ('5bc8fbbcbde540998164d8399f767c45', 0, 0, 1, 1, '[]');
INSERT INTO visit_requests VALUES ('00000000000070008000000000000082', '見本', '見本', '見本', '見本', '見本', '見本', '見本', 1, '00000000000070008000000000000082', '見本', '[]', '見本', '2026-11-21 01:00:00.000000', 'open', '見本', 1, '5bc8fbbcbde540998164d8399f767c45', '2026-11-21 01:00:00.000000');
INSERT INTO class_sessions VALUES ('c6a5387777334bdb97210dff076ce2ef', '5bc8fbbcbde540998164d8399f767c45', 1, 'class', '2026-11-21 01:00:00.000000', '2026-11-21 03:00:00.000000', 'd76d4330f1444beab0c11fdecb91ce37', '87b0b125ec1d4da0a6eb8c9ebd69fe29', 'planned', '', '', 1, '', '', '[]', NULL, 202611, 120, 3);
INSERT INTO draw_entrants VALUES ('0000000000007000800000000000007c', 1, '00000000000070008000000000000083', 1, 0);
INSERT INTO former_tickets VALUES ('見本', '21da8978206f4c66b1e0c07e9e115e4b', '2026-11-21 01:00:00.000000');
INSERT INTO import_receipts VALUES ('5bc8fbbcbde540998164d8399f767c45', '見本', '見本', '21da8978206f4c66b1e0c07e9e115e4b');
INSERT INTO mailings VALUES ('00000000000070008000000000000086', '21da8978206f4c66b1e0c07e9e115e4b', 'attendance', '見本', '2026-11-21 01:00:00.000000', '2026-11-21 01:00:00.000000', 1, '見本');
INSERT INTO assignments VALUES ('00000000000070008000000000000087', 'c6a5387777334bdb97210dff076ce2ef', 'f7f35634f0e34d97ae81d66d346c6e2b', 'staff', 1, 1, 0, '見本', '2026-11-21 01:00:00.000000');
INSERT INTO attendance_events VALUES ('0585a01c4c7d4df0a21aef57e4cc4132', 'c6a5387777334bdb97210dff076ce2ef', '617959ce3f1f45a89e5271007814e8a2', 0, 'in', 'ok', NULL, '', '2026-11-21 01:01:00.000000', '2026-11-21 01:01:00.000000', '受付1', 'JJMZF1VK7FGHZWSMT', NULL, '75-79', 'female');
INSERT INTO attendance_events VALUES ('54f46a6910ac4f0083892dfc254cb864', 'c6a5387777334bdb97210dff076ce2ef', 'c30d8b7628db425ea3b229f1c4069545', 0, 'in', 'ok', NULL, '', '2026-11-21 01:01:00.000000', '2026-11-21 01:01:00.000000', '受付1', 'FE8EA9TX4PFC94CC1', NULL, '75-79', 'female');
INSERT INTO attendance_events VALUES ('5af84e6b4f59472790e6d8e6568068b9', 'c6a5387777334bdb97210dff076ce2ef', 'b52a43abad8d494a9892139600ddb74d', 1, 'in', 'ok', NULL, '', '2026-11-21 01:01:00.000000', '2026-11-21 01:01:00.000000', '', NULL, NULL, '70-79', 'male');
INSERT INTO attendances VALUES ('c6a5387777334bdb97210dff076ce2ef', '617959ce3f1f45a89e5271007814e8a2', '617959ce3f1f45a89e5271007814e8a2', 0, '75-79', 'female', '', 1, 1, '2026-11-21 01:01:00.000000', NULL, 119);
INSERT INTO attendances VALUES ('c6a5387777334bdb97210dff076ce2ef', 'b52a43abad8d494a9892139600ddb74d', NULL, 1, '70-79', 'male', '', 1, 1, '2026-11-21 01:01:00.000000', NULL, 119);
INSERT INTO attendances VALUES ('c6a5387777334bdb97210dff076ce2ef', 'c30d8b7628db425ea3b229f1c4069545', 'c30d8b7628db425ea3b229f1c4069545', 0, '75-79', 'female', '', 1, 1, '2026-11-21 01:01:00.000000', NULL, 119);
INSERT INTO presence_marks VALUES ('00000000000070008000000000000088', 'c6a5387777334bdb97210dff076ce2ef', '617959ce3f1f45a89e5271007814e8a2', '見本', '2026-11-21 01:00:00.000000');
INSERT INTO printed_sheets VALUES ('00000000000070008000000000000089', 'attendance', 'c6a5387777334bdb97210dff076ce2ef', '2026-11-21 01:00:00.000000', '見本', '[]', '[]', '[]', '[]');
INSERT INTO walk_ins VALUES ('b52a43abad8d494a9892139600ddb74d', 'c6a5387777334bdb97210dff076ce2ef', '', '70-79', 'male', NULL, '[]');
INSERT INTO hours_changes VALUES ('0000000000007000800000000000008a', '00000000000070008000000000000087', 1, 1, '見本', '見本', '2026-11-21 01:00:00.000000');
INSERT INTO scanned_pages VALUES ('0000000000007000800000000000008b', '00000000000070008000000000000074', 1, '00000000000070008000000000000089', 1);
INSERT INTO scanned_marks VALUES ('0000000000007000800000000000008c', '0000000000007000800000000000008b', 1, 'c6a5387777334bdb97210dff076ce2ef', '0000000000007000800000000000008c', '見本', '見本', '見本', 1, 0.5, '見本', '[]', 'open', X'0102', '0000000000007000800000000000008c', '見本', '2026-11-21 01:00:00.000000');
INSERT INTO alembic_version VALUES ('0001');
