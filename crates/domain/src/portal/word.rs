//! Words of status pages that travel as text.

/// Declares a vocabulary whose words are also what serde writes and reads.
macro_rules! words {
    ($($body:tt)*) => { $crate::vocabulary! { $($body)* } $crate::portal::word::serde_words! { $($body)* } };
}

/// The serde half of [`words!`].
macro_rules! serde_words {
    ($(#[$meta:meta])* $name:ident { $($rest:tt)* }) => {
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                Self::parse(&text).ok_or_else(|| {
                    serde::de::Error::unknown_variant(&text, &[concat!("a word of ", stringify!($name))])
                })
            }
        }
    };
}

pub(super) use {serde_words, words};
