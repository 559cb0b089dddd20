#!/usr/bin/env bash
# Puts the fixtures into the corpora of their readers.
set -euo pipefail
cd "$(dirname "$0")"
from=../tests/fixtures/platforms
seed() { mkdir -p "corpus/$1"; to="corpus/$1"; shift; for file in "$@"; do cp "$from/$file" "$to/"; done; }
seed qualtrics qualtrics_text.csv qualtrics_codes_de.csv qualtrics_joined.csv
seed survey_monkey surveymonkey_fr_cp1252.csv surveymonkey_condensed.csv surveymonkey.xlsx
seed google_forms google_forms_download.csv google_sheets_es.csv
seed microsoft_forms microsoft_forms.xlsx
seed lime_survey limesurvey_codes.csv limesurvey_full.csv
seed alchemer alchemer.csv
seed typeform typeform.csv
seed redcap redcap_raw_DATA.csv redcap_labels.csv
seed plain plain_flags.csv plain_marks_utf16le.tsv plain_macroman.csv plain_codes.csv
seed spss spss_plain.sav spss_sets_cp1252.sav spss_sets.zsav
seed stata stata_115_fr.dta stata_118.dta
seed workbook plain_title.xlsx plain_title.ods microsoft_forms.xlsx
mkdir -p corpus/codebook && cp ../data/demo/codebook.toml ../tests/fixtures/spack2021_codebook.toml corpus/codebook/
from=../tests/fixtures
seed mailbox archive/mail.mbox
seed linkedin archive/linkedin/messages.csv archive/linkedin/Invitations.csv sources/linkedin/export_2019/Messages.csv
seed calendar archive/calendar.ics sources/google.ics sources/outlook.ics sources/apple.ics
seed contacts sources/people.vcf sources/contacts.csv sources/google_contacts.csv
seed log archive/tracker.csv
