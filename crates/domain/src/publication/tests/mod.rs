mod made;
mod redaction;
