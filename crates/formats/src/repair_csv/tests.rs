//! Tables with one defect each, tables with many, and rows that come back as they were.

use super::row::COLUMNS;
use super::{MAX_BYTES, MAX_ROWS, Parsed, RepairRow, parse, table, write};

const HEADER: &str = "problem,title,kind,lens";

/// Line, column and message of each problem.
fn problems(parsed: &Parsed) -> Vec<(u64, Option<&str>, &str)> {
    parsed.problems.iter().map(|one| (one.line, one.column.as_deref(), one.message.as_str())).collect()
}

fn titles(parsed: &Parsed) -> Vec<(u64, &str)> {
    parsed.rows.iter().map(|row| (row.line, row.title.as_str())).collect()
}

#[test]
fn a_sound_table_is_read_whole() {
    let text = "reference,problem,title,description,kind,lens,horizon,status,owner,team,doneCondition,strength,\
                purpose,targetKind,dueOn,dueReason,causes,trackerUrl\n\
                REP-7,PRB-3,Limit the queue,\"More\nabout, it\",CORRECTIVE,TECHNICAL,SHORT,PROPOSED,\
                taylor@trips.example,Booking,\"No \"\"job\"\" waits\",STRONG,PREVENT,SYSTEM,2026-12-31,Freeze,\
                No limit | cause_1 |  | No alarm,https://github.com/a/b/issues/1\n";
    let parsed = parse(text.as_bytes());
    assert_eq!(problems(&parsed), []);
    let row = &parsed.rows[0];
    assert_eq!(parsed.rows.len(), 1);
    assert_eq!((row.line, row.reference.as_str(), row.problem.as_str()), (2, "REP-7", "PRB-3"));
    assert_eq!(
        (row.description.as_str(), row.done_condition.as_str()),
        ("More\nabout, it", "No \"job\" waits")
    );
    assert_eq!(
        (row.kind.as_str(), row.lens.as_str(), row.horizon.as_str()),
        ("CORRECTIVE", "TECHNICAL", "SHORT")
    );
    assert_eq!(
        (row.status.as_str(), row.owner.as_str(), row.team.as_str()),
        ("PROPOSED", "taylor@trips.example", "Booking")
    );
    assert_eq!(
        (row.strength.as_str(), row.purpose.as_str(), row.target_kind.as_str()),
        ("STRONG", "PREVENT", "SYSTEM")
    );
    assert_eq!((row.due_on.as_str(), row.due_reason.as_str()), ("2026-12-31", "Freeze"));
    assert_eq!(row.causes().collect::<Vec<_>>(), ["No limit", "cause_1", "No alarm"]);
    assert_eq!(row.tracker_url, "https://github.com/a/b/issues/1");
}

#[test]
fn headers_come_in_many_ways() {
    for (header, row) in [
        ("problem,title,kind,lens", "PRB-1,T,K,L"),
        ("\u{feff}problem,title,kind,lens", "PRB-1,T,K,L"),
        ("LENS,Kind,title,PROBLEM", "L,K,T,PRB-1"),
        (" lens ; kind;title;problem", "L;K;T;PRB-1"),
        ("problem;title;kind;lens;;", "PRB-1;T;K;L;;"),
        ("problem,title,kind,lens,", "PRB-1,T,K,L"),
        ("\"problem\",\"title\",\"kind\",\"lens\"", "\"PRB-1\",\"T\",\"K\",\"L\""),
    ] {
        for end in ["\n", "\r\n", "\r"] {
            let parsed = parse(format!("{header}{end}{row}{end}").as_bytes());
            assert_eq!(problems(&parsed), [], "{header}");
            let row = &parsed.rows[0];
            let fields = [&row.problem, &row.title, &row.kind, &row.lens];
            assert_eq!((row.line, fields.map(String::as_str)), (2, ["PRB-1", "T", "K", "L"]), "{header}");
        }
    }
}

#[test]
fn lines_are_counted_as_an_editor_does() {
    for end in ["\n", "\r\n", "\r"] {
        let rows =
            ["", "", "PRB-1,one,K,L", "PRB-1,\"two", "two\",K,L", "", ",,,", "PRB-1,three,K,L", "x,four", ""];
        let text = format!("{HEADER}{end}{}", rows.join(end));
        let parsed = parse(text.as_bytes());
        let two = format!("two{end}two");
        assert_eq!(titles(&parsed), [(4, "one"), (5, two.as_str()), (9, "three")], "{end:?}");
        assert_eq!(problems(&parsed), [(10, None, "The row has 2 fields, the header 4.")], "{end:?}");
    }
    let parsed = parse(format!("\u{feff}\r\n\r\n{HEADER}\r\n1\r\n").as_bytes());
    assert_eq!(problems(&parsed), [(4, None, "The row has 1 fields, the header 4.")]);
}

#[test]
fn every_problem_is_told_and_every_other_row_read() {
    let long = "x".repeat(201);
    let mut text = format!(
        "problem,Colour,title,TITLE,kind\nPRB-1,red,one,uno,K\nPRB-1,red\nPRB-1,red,{long},,K\nPRB-1,red,"
    )
    .into_bytes();
    text.extend(
        b"b\xffd,,\xfe\nPRB-1,red,two,,K\nPRB-1,red,three,,K,more\nPRB-1,red,four\",,K\nPRB-1,red,five,,K\n",
    );
    let parsed = parse(&text);
    assert_eq!(titles(&parsed), [(2, "one"), (6, "two"), (9, "five")]);
    let told: Vec<(u64, Option<&str>)> = problems(&parsed).iter().map(|one| (one.0, one.1)).collect();
    let expected = [
        (1, Some("Colour")),
        (1, Some("title")),
        (1, Some("lens")),
        (3, None),
        (4, Some("title")),
        (5, Some("title")),
        (5, Some("kind")),
        (7, None),
        (8, None),
    ];
    assert_eq!(told, expected);
    let messages: Vec<&str> = problems(&parsed).iter().map(|one| one.2).collect();
    assert_eq!(messages[0], "The column `Colour` is not known.");
    assert_eq!(messages[1], "The column `title` is there more than once.");
    assert!(messages[2].starts_with("The column `lens` is missing. The columns are `reference`, `problem`"));
    assert_eq!(messages[4], "The text is longer than 200 characters.");
    assert_eq!(messages[5], "The text is not UTF-8; save the file as UTF-8.");
    assert_eq!(messages[7], "The row has 6 fields, the header 5.");
    assert_eq!(messages[8], "A quotation mark (\") has no counterpart.");
}

#[test]
fn a_mark_that_is_never_closed_does_not_swallow_the_rest_in_silence() {
    let parsed = parse(format!("{HEADER}\nPRB-1,one,K,L\nPRB-1,\"two,K,L\nPRB-1,three,K,L\n").as_bytes());
    assert_eq!(titles(&parsed), [(2, "one")]);
    assert_eq!(problems(&parsed), [(3, None, "A quotation mark (\") has no counterpart.")]);
    let parsed = parse(b"problem,\"title,kind,lens\nPRB-1,one,K,L\n");
    assert_eq!(problems(&parsed), [(1, None, "A quotation mark (\") has no counterpart.")]);
}

#[test]
fn files_that_are_no_tables() {
    for bytes in [&b""[..], b"\xef\xbb\xbf", b"\n\r\n"] {
        assert_eq!(problems(&parse(bytes)), [(1, None, "The file is empty.")], "{bytes:?}");
    }
    for bytes in [&b"\xff\xfep\0r\0"[..], b"\xfe\xff\0p"] {
        assert_eq!(problems(&parse(bytes)), [(1, None, "The file is UTF-16; save it as UTF-8.")]);
    }
    let huge = vec![b','; MAX_BYTES + 1];
    assert_eq!(problems(&parse(&huge)).len(), 1);
    assert_eq!(problems(&parse(&huge[1..])), [(1, None, "The file is empty.")]);
    let wide = "a,".repeat(MAX_BYTES / 2);
    assert_eq!(problems(&parse(wide.as_bytes())), [(1, None, "There are more than 100 columns.")]);
    assert!(parse(b"\0\x01\xff\xfe,\"").rows.is_empty());
}

#[test]
fn a_thousand_rows_and_no_more() {
    let rows = |count: usize| format!("{HEADER}\n{}", "PRB-1,T,K,L\n".repeat(count));
    let parsed = parse(rows(MAX_ROWS).as_bytes());
    assert_eq!((parsed.rows.len(), parsed.problems.len()), (MAX_ROWS, 0));
    let parsed = parse(rows(MAX_ROWS + 500).as_bytes());
    assert_eq!(parsed.rows.len(), MAX_ROWS);
    assert_eq!(problems(&parsed), [(1_002, None, "There are more than 1000 rows.")]);
    // Rows that cannot be read count too, empty ones do not.
    let parsed = parse(format!("{HEADER}\n{}", "x\n,,,\n\n".repeat(100_000)).as_bytes());
    assert_eq!((parsed.rows.len(), parsed.problems.len()), (0, MAX_ROWS + 1));
}

/// Numbers that look random and are the same everywhere.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }
}

const PIECES: [&str; 24] = [
    "'", "=", "+", "-", "@", "\t", "\r", "\n", "\r\n", "\"", "\"\"", ",", ";", " ", " | ", "5", ".", "a",
    "é", "老", "🪨", "＝", "\u{feff}", "#",
];

fn text(numbers: &mut Numbers) -> String {
    let count = numbers.below(6);
    (0..count).map(|_| PIECES[numbers.below(PIECES.len())]).collect()
}

#[test]
fn rows_come_back_as_they_were() {
    let mut numbers = Numbers(11);
    for _ in 0..400 {
        let mut rows: Vec<RepairRow> = Vec::new();
        for _ in 0..numbers.below(5) {
            let mut row = RepairRow::default();
            for column in COLUMNS {
                *(column.get_mut)(&mut row) = text(&mut numbers);
            }
            row.title.push('x');
            rows.push(row);
        }
        let written = write(&rows);
        let mut parsed = parse(written.as_bytes());
        assert_eq!(problems(&parsed), [], "{written}");
        for row in &mut parsed.rows {
            assert!(row.line > 1);
            row.line = 0;
        }
        assert_eq!(parsed.rows, rows, "{written}");
    }
}

#[test]
fn no_bytes_stop_the_reader() {
    let mut numbers = Numbers(13);
    let sound = write(&[RepairRow { title: "x, \"y\"".to_owned(), ..RepairRow::default() }]).into_bytes();
    for _ in 0..4_000 {
        let mut bytes = sound.repeat(2);
        for _ in 0..3 {
            let at = numbers.below(bytes.len());
            match numbers.below(3) {
                0 => bytes[at] = u8::try_from(numbers.below(256)).unwrap(),
                1 => bytes.truncate(at.max(1)),
                _ => {
                    let piece = PIECES[numbers.below(PIECES.len())].bytes();
                    bytes.splice(at..at, piece);
                }
            }
        }
        let parsed = parse(&bytes);
        let lines = bytes.iter().filter(|byte| matches!(byte, b'\r' | b'\n')).count() + 1;
        let all = parsed.rows.iter().map(|row| row.line).chain(parsed.problems.iter().map(|one| one.line));
        assert!(all.into_iter().all(|line| (1..=lines as u64).contains(&line)));
    }
}

#[test]
fn no_field_is_a_formula() {
    let given = [
        "=1+1", "+1+1", "-x", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "'=1", "''=1", "-1-1", "--1", "-",
        "+.5",
    ];
    let row = given.map(str::to_owned).to_vec();
    let written = table(&["=A1", "b"], std::iter::once(row));
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(written.as_bytes());
    let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(records[0].iter().collect::<Vec<_>>(), ["'=A1", "b"]);
    let expected = given.map(|field| format!("'{field}"));
    assert_eq!(records[1].iter().collect::<Vec<_>>(), expected.each_ref().map(String::as_str));
}

#[test]
fn numbers_and_other_texts_are_left_alone() {
    let given =
        ["5", "-5", "+5", "-5.25", "0.5", "a=b", "", "'", "it's", "'quoted'", "2026-11-28", "80 %", " =1"];
    let written = table(&["a"], std::iter::once(given.map(str::to_owned).to_vec()));
    assert_eq!(written, format!("a\r\n{}\r\n", given.join(",")));
    let written = table(&["a", "b"], [vec!["x,y".to_owned(), "say \"z\"".to_owned()]].into_iter());
    assert_eq!(written, "a,b\r\n\"x,y\",\"say \"\"z\"\"\"\r\n");
    assert_eq!(table(&["a"], std::iter::empty()), "a\r\n");
}
