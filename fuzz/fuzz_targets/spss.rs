#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| drop(hearback::input::labelled::spss::read_spss(bytes)));
