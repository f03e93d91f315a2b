package io.github.widesweep.sweep.spec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.widesweep.yaml.RecordMapper;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class SpecMapperTest {
  /** In Turkish the small letter of I is another one than i. */
  @Test
  void constantsAreWrittenAlikeInEveryLocale() {
    SweepSpec spec =
        SpecReader.parse(
            Specs.SYNTHETIC.replace("activation: tanh", "activation: centered_sigmoid"), "a.yaml");
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("tr-TR"));
      RecordMapper mapper = new RecordMapper(SpecForms.all());
      JsonNode written = mapper.tree(spec);
      assertThat(written.at("/network/activation").textValue()).isEqualTo("centered_sigmoid");
      assertThat(written.at("/network/output").textValue()).isEqualTo("identity");
      assertThat(written.at("/network/init").textValue()).isEqualTo("uniform");
      assertThat(SpecReader.parse(mapper.text(written), "b.yaml")).isEqualTo(spec);
    } finally {
      Locale.setDefault(before);
    }
  }
}
