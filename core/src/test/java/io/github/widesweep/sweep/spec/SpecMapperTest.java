package io.github.widesweep.sweep.spec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class SpecMapperTest {
  /** In Turkish the small letter of I is another one than i. */
  @Test
  void constantsAreWrittenAlikeInEveryLocale() throws Exception {
    SweepSpec spec =
        SpecReader.parse(
            Specs.SYNTHETIC.replace("activation: tanh", "activation: centered_sigmoid"), "a.yaml");
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("tr-TR"));
      ObjectMapper mapper = SpecMapper.mapper();
      JsonNode written = mapper.valueToTree(spec);
      assertThat(written.at("/network/activation").textValue()).isEqualTo("centered_sigmoid");
      assertThat(written.at("/network/output").textValue()).isEqualTo("identity");
      assertThat(written.at("/network/init").textValue()).isEqualTo("uniform");
      assertThat(mapper.treeToValue(written.get("network"), NetworkSpec.class))
          .isEqualTo(spec.network());
    } finally {
      Locale.setDefault(before);
    }
  }
}
